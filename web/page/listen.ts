// Hears from the server that it is time to ask again. Of all pages that a person has open, one holds the stream and tells the
// others: browsers allow a few connections to a server, and each stream keeps one.

/** Calls `heard` for each change of the thing behind the path, and after every gap in which one may have been missed. */
export function listen(path: string, heard: () => void): void {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    follow(path, heard);
    return;
  }
  const others = new BroadcastChannel(path);
  others.onmessage = heard;
  void navigator.locks.request(path, () => {
    follow(path, () => {
      others.postMessage('');
      heard();
    });
    return new Promise<never>(() => {}); // held until the page is gone
  });
}

function follow(path: string, heard: () => void): void {
  const stream = new EventSource(path);
  stream.addEventListener('changed', heard);
  stream.addEventListener('back', heard);
}
