// MDN's HTTP Observatory on a site of this machine: node observatory.js <http port> <https port>
// Prints {score, failed: {test: modifier}}. Its own scan() takes no ports, so its parts are used.
import { existsSync, writeFileSync } from "node:fs";

const home = new URL("node_modules/@mdn/mdn-http-observatory/", import.meta.url);
// The list of preloaded domains would be fetched from GitHub; this host is on none.
const preload = new URL("conf/hsts-preload.json", home);
if (!existsSync(preload)) writeFileSync(preload, "{}");

const { retrieve } = await import(new URL("src/retriever/retriever.js", home));
const { ALL_TESTS } = await import(new URL("src/constants.js", home));
const { getScoreModifier } = await import(new URL("src/grader/grader.js", home));
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(new URL("src/grader/charts.js", home));

const [httpPort, httpsPort] = process.argv.slice(2).map(Number);
const site = await retrieve("localhost", { httpPort, httpsPort });
let lost = 0;
let gained = 0;
const failed = {};
for (const test of ALL_TESTS) {
  const { constructor, result, pass } = test(site);
  const modifier = getScoreModifier(result);
  if (modifier < 0) lost += modifier;
  else gained += modifier;
  if (!pass || modifier < 0) failed[constructor.name] = `${result} ${modifier}`;
}
// As MDN does it: extra credit only where what is lost still leaves an A.
const score = 100 + lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? 100 + lost + gained : 100 + lost;
console.log(JSON.stringify({ score, failed }));
