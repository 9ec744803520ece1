// What the portal writes as calendars, read by a parser that is not ours: a moved consultation replaces its old entry,
// a cancelled one goes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ICAL from 'ical.js';

const golden = '../server/ical/testdata';

function read(name: string): { method: string; events: ICAL.Event[] } {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(`${golden}/${name}`, 'utf8')));
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  return { method: String(calendar.getFirstPropertyValue('method')), events };
}

/** A calendar as RFC 5546 section 3.2 has programs keep it: one entry a UID, the highest SEQUENCE wins. */
class Calendar {
  readonly entries = new Map<string, ICAL.Event>();

  receive(name: string): void {
    const { method, events } = read(name);
    for (const event of events) {
      const known = this.entries.get(event.uid);
      if (known && known.sequence >= event.sequence) continue;
      if (method === 'CANCEL') this.entries.delete(event.uid);
      else this.entries.set(event.uid, event);
    }
  }

  starts(): string[] {
    return [...this.entries.values()].map((event) => event.startDate.toJSDate().toISOString());
  }
}

test('a moved consultation replaces the old entry, and a late old mail changes nothing', () => {
  const mine = new Calendar();
  mine.receive('invite.ics');
  assert.deepEqual(mine.starts(), ['2027-06-10T06:00:00.000Z']);
  mine.receive('moved.ics');
  assert.deepEqual(mine.starts(), ['2027-06-12T06:00:00.000Z']);
  mine.receive('invite.ics');
  assert.deepEqual(mine.starts(), ['2027-06-12T06:00:00.000Z']);
  mine.receive('cancelled.ics');
  assert.deepEqual(mine.starts(), []);
});

test('an invite says who invites whom, until when, and about what', () => {
  const { method, events } = read('invite.ics');
  const [event] = events;
  assert.ok(event);
  assert.equal(method, 'REQUEST');
  assert.equal(event.summary, '상담: 루미베일메디칼, Rheinbogen; “레이저” 🔬\nSW-2026-0010');
  assert.equal(event.duration.toSeconds(), 30 * 60);
  assert.equal(event.organizer, 'mailto:office@office.example');
  assert.equal(event.attendees.length, 1);
  assert.equal(event.attendees[0]?.getParameter('partstat'), 'NEEDS-ACTION');
  assert.equal(event.startDate.zone, ICAL.Timezone.utcTimezone);
});

test('a feed lists events without anybody’s address', () => {
  const { method, events } = read('feed.ics');
  assert.equal(method, 'PUBLISH');
  assert.equal(events.length, 1);
  assert.equal(events[0]?.attendees.length, 0);
  assert.equal(events[0]?.organizer, null);
});
