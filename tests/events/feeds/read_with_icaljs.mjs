// Reads a calendar (stdin) with ical.js and prints what it understood as JSON; fails on a zone that it cannot resolve.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(
  pathToFileURL(join(process.env.MAILLAGE_NODE_MODULES, "ical.js", "dist", "ical.js"))
);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

function instant(component, name) {
  const property = component.getFirstProperty(name);
  if (property === null) return null;
  const time = property.getFirstValue();
  const asked = property.getFirstParameter("tzid");
  if (asked && time.zone.tzid !== asked) throw new Error(`${name}: zone ${asked} is not described`);
  if (!asked && time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`${name}: floating time`);
  return time.toUnixTime();
}

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    description: event.description,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    categories: component.getFirstProperty("categories").getValues(),
    geo: component.getFirstPropertyValue("geo"),
    url: component.getFirstPropertyValue("url"),
    starts: instant(component, "dtstart"),
    ends: instant(component, "dtend"),
    recurring: event.isRecurring(),
  };
});

console.log(
  JSON.stringify({
    name: calendar.getFirstPropertyValue("name"),
    refresh: calendar.getFirstPropertyValue("refresh-interval").toSeconds(),
    zones: calendar.getAllSubcomponents("vtimezone").map((zone) => zone.getFirstPropertyValue("tzid")),
    events,
  }),
);
