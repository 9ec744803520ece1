// A caller whom nobody answered says it into the camera: half a minute, looked at, then sent. Where the browser cannot
// record, the part stays hidden and the text beside it does.

const kinds = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'];

export function startFilm(page: ParentNode): void {
  const part = page.querySelector<HTMLElement>('[data-film]:not([data-ready])');
  const devices = navigator.mediaDevices;
  const kind = 'MediaRecorder' in window ? kinds.find((one) => MediaRecorder.isTypeSupported(one)) : undefined;
  if (!part || !devices || !kind) return;
  part.dataset.ready = '';
  part.hidden = false;
  const most = Number(part.dataset.seconds) || 30;
  const view = part.querySelector('video') as HTMLVideoElement;
  const [begin, stop, send] = ['begin', 'stop', 'send'].map((act) => part.querySelector(`[data-act=${act}]`) as HTMLButtonElement);
  const show = (...buttons: (HTMLButtonElement | undefined)[]) => {
    for (const button of [begin, stop, send]) if (button) button.hidden = !buttons.includes(button);
  };
  const fail = () => part.querySelector('[data-failed]')?.removeAttribute('hidden');
  let film: Blob | undefined;
  let seconds = 0;

  begin?.addEventListener('click', async () => {
    const stream = await devices.getUserMedia({ video: { width: 640, height: 360, facingMode: 'user' }, audio: true }).catch(() => undefined);
    if (!stream) return fail();
    const recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: 1_000_000, audioBitsPerSecond: 64_000 });
    const pieces: Blob[] = [];
    const began = performance.now();
    const end = () => recorder.state === 'recording' && recorder.stop();
    const timer = setTimeout(end, most * 1000);
    recorder.ondataavailable = (piece) => pieces.push(piece.data);
    recorder.onstop = () => {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.stop();
      seconds = Math.min(most, Math.max(1, Math.round((performance.now() - began) / 1000)));
      film = new Blob(pieces, { type: kind.split(';')[0] ?? kind });
      view.srcObject = null;
      view.src = URL.createObjectURL(film);
      view.muted = false;
      view.controls = true;
      show(begin, send);
    };
    view.removeAttribute('src');
    view.controls = false;
    view.muted = true;
    view.srcObject = stream;
    void view.play();
    recorder.start();
    show(stop);
    if (stop) stop.onclick = end;
  });

  send?.addEventListener('click', async () => {
    if (!film || !part.dataset.film) return;
    send.disabled = true;
    const form = new FormData();
    form.append('seconds', String(seconds));
    form.append('film', film, 'film');
    const sent = await fetch(part.dataset.film, { method: 'POST', body: form }).catch(() => undefined);
    if (sent?.ok) return location.reload();
    send.disabled = false;
    fail();
  });
}
