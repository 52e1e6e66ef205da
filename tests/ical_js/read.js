// Reads a calendar on stdin and prints what ical.js (Thunderbird's and Nextcloud's parser)
// makes of each event: [{"uid", "start", "end", "summary", "sequence"}], times in UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: new Date(event.startDate.toUnixTime() * 1000).toISOString(),
    end: new Date(event.endDate.toUnixTime() * 1000).toISOString(),
    summary: event.summary,
    sequence: event.sequence,
  };
});
console.log(JSON.stringify(events));
