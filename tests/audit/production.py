"""The site as in production, on the sample data and behind nginx with https, on loopback alone."""

import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.servers import STARTS_WITHIN_SECONDS, Process, Web, free_port, run_command

NGINX = """
daemon off; pid {home}/nginx.pid; error_log stderr warn; worker_processes 1;
events {{}}
http {{
  access_log off;
  client_body_temp_path {home}/nginx; proxy_temp_path {home}/nginx; fastcgi_temp_path {home}/nginx;
  uwsgi_temp_path {home}/nginx; scgi_temp_path {home}/nginx;
  server {{
    listen 127.0.0.1:{http};
    return 301 https://localhost:{https}$request_uri;
  }}
  server {{
    listen 127.0.0.1:{https} ssl http2;
    ssl_certificate {home}/cert.pem;
    ssl_certificate_key {home}/key.pem;
    location / {{
      proxy_pass http://127.0.0.1:{web};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }}
  }}
}}
"""
SIGN_IN = """
from accounts.models import User
from tests.people import sign_in
print(sign_in(User.objects.get(email="{email}"), second_factor=True))
"""


class Production:
    """Starts it all; `url` is its address, `cert` what to trust."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="rollcall-audit-"))
        self.http, self.https, web = free_port(), free_port(), free_port()
        self.url = f"https://localhost:{self.https}"
        self.cert = self.home / "cert.pem"
        self.env = {
            "DEBUG": "0",
            "VAR": str(self.home),
            "DATABASE_URL": f"sqlite:///{self.home}/rollcall.sqlite3",
            "SECRET_KEY": "audit-Zb2n7Vw0xK4mTd9sLr6yHc3fGj5pAe1uRiOzXvNkBtMwQh0123456789",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "localhost",
            "EMAIL_URL": "smtp://127.0.0.1:25",
            "DEFAULT_FROM_EMAIL": "Training <training@audit.example>",
            "CALENDAR_DOMAIN": "audit.example",
            "TRUSTED_PROXY_COUNT": "1",
            "PORT": str(web),
        }
        self.processes: list[Process] = []
        try:
            self._prepare()
            self.processes.append(Web(env=self.env, port=web).wait())
            self.processes.append(self._nginx(web))
            self._wait()
        except BaseException:
            self.remove()
            raise

    def session(self, email: str) -> str:
        """Signs in the login with this address; returns the value of the session cookie."""
        code = SIGN_IN.format(email=email)
        return run_command("shell", "--no-imports", "-c", code, env=self.env).split()[-1]

    def remove(self) -> None:
        """Ends every process and deletes the folder."""
        for process in reversed(self.processes):
            process.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _prepare(self) -> None:
        run_command("migrate", "--verbosity=0", env=self.env)
        run_command("demo_data", env=self.env | {"DEBUG": "1"})
        run_command("collectstatic", "--noinput", "--verbosity=0", env=self.env)
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        files = ["-keyout", str(self.home / "key.pem"), "-out", str(self.cert)]
        request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        subprocess.run([*request, *subject, *files], check=True, capture_output=True)

    def _nginx(self, web: int) -> Process:
        config = self.home / "nginx.conf"
        ports = {"http": self.http, "https": self.https, "web": web}
        config.write_text(NGINX.format(home=self.home, **ports))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return Process(program, "-e", "stderr", "-p", str(self.home), "-c", str(config))

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        trusted = ssl.create_default_context(cafile=self.cert)
        nginx = self.processes[-1]
        while time.monotonic() < until and nginx.popen.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=trusted).close()
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
        raise AssertionError(f"nginx did not start:\n{nginx.output}")
