// A short recording that stays in the browser.

/** Records for `ms` milliseconds; rejects where the browser cannot record. */
export function take(stream: MediaStream, ms: number): Promise<Blob> {
  return new Promise((done, failed) => {
    const parts: Blob[] = [];
    const recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = () => failed(new Error('recording failed'));
    recorder.onstop = () => done(new Blob(parts, { type: recorder.mimeType }));
    recorder.start();
    setTimeout(() => recorder.stop(), ms);
  });
}
