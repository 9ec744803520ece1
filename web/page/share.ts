// The address of a page for somebody else: copied, or handed to what the device shares with. Without script the mail link and the QR code stay.

/** What a browser can do with an address: a phone's own sheet, its clipboard, or nothing. */
export type Way = 'sheet' | 'clipboard' | undefined;

/** The sheet is a phone's and a tablet's; at a mouse an address is rather pasted. */
export function wayOf(browser: { share?: unknown; clipboard?: unknown }, coarse: boolean): Way {
  if (coarse && browser.share !== undefined) return 'sheet';
  return browser.clipboard === undefined ? undefined : 'clipboard';
}

/** Shows and wires the buttons of a page; a browser that can do neither shows none. */
export function startShare(page: ParentNode): void {
  const way = wayOf(navigator, matchMedia('(pointer: coarse)').matches);
  if (way === undefined) return;
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[data-share]')) {
    button.hidden = false;
    button.addEventListener('click', () => void share(button, way));
  }
}

async function share(button: HTMLButtonElement, way: Way): Promise<void> {
  const { share: url = '', title = '', done = '' } = button.dataset;
  try {
    if (way === 'sheet') {
      await navigator.share({ url, title });
      return;
    }
    await navigator.clipboard.writeText(url);
    const words = button.querySelector('span');
    if (words !== null) words.textContent = done;
  } catch {
    // Put away by the person, or refused by the browser: the address stands beside the button.
  }
}
