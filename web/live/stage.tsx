import { useEffect } from 'preact/hooks';
import { DocumentSeat } from './document-stage.tsx';
import { Face, SeatView } from './seat.tsx';
import { seating, seatKey, wishes } from './slots.ts';
import { useStore } from './store.ts';

/** The large picture and the strip of all others. */
export function Stage() {
  const store = useStore();
  const { say, pinned, page } = store;
  const { room, lastSpeaker } = store.view.value;
  const seats = seating(room, pinned.value, lastSpeaker);
  const { stage, strip } = seats;
  useEffect(() => store.call.wish(wishes(seats, window.innerWidth * window.devicePixelRatio > 900)));
  const document = room.doc.id !== '';
  const knocking = room.waiting[0];
  const met = room.room !== null && room.room.phase !== 'lobby'; // who was here has left: nobody is the first
  const missing = page.expected.filter((one) => one.side !== 'office' && one.side !== room.me?.side);
  return (
    <div class={`room-main ${stage && strip.length === 1 ? 'pair' : ''} ${document && !stage ? 'shows' : ''}`}>
      <section class="room-stage" aria-label={say('stage')}>
        {stage ? (
          <SeatView key={seatKey(stage)} seat={stage} big />
        ) : document ? (
          <DocumentSeat />
        ) : (
          <div class="seat">
            {knocking ? (
              <div class="seat-empty">
                <Face {...knocking} />
                <b>{say('alone_knocks', { name: knocking.name })}</b>
                <p>{say('alone_knocks_hint', { act: say('admit') })}</p>
              </div>
            ) : (
              <div class="seat-empty">
                {missing[0] && <Face {...missing[0]} />}
                <b>{say(met ? 'alone_now' : 'alone')}</b>
                <p>{missing[0] ? say(met ? 'alone_without' : 'alone_waiting_for', { name: missing[0].name, company: missing[0].company }) : say('alone_hint')}</p>
              </div>
            )}
          </div>
        )}
      </section>
      <ul class="room-strip" aria-label={say('strip')}>
        {strip.map((seat) => (
          <li key={seatKey(seat)}>
            <button
              type="button"
              class="strip-pin"
              aria-label={say(pinned.value === seatKey(seat) ? 'unpin' : 'pin', { name: seat.person.name })}
              onClick={() => {
                pinned.value = pinned.value === seatKey(seat) ? '' : seatKey(seat);
              }}
            />
            <SeatView seat={seat} />
          </li>
        ))}
      </ul>
      {pinned.value && (
        <button
          type="button"
          class="act small unpin"
          onClick={() => {
            pinned.value = '';
          }}
        >
          {say(document ? 'doc_see' : 'unpin_all')}
        </button>
      )}
    </div>
  );
}
