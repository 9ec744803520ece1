// "Wake this device": asks the browser for leave, starts the service worker and gives the portal the address at which the
// browser's maker wakes it. The button is shown only where the browser can do it; the list and its buttons need no script.

/** The browser's name and system, as its person knows them, from the user agent's text. */
export function deviceName(agent: string): string {
  const first = (words: string[]) => words.find((word) => agent.includes(word)) ?? '';
  const system = first(['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux']);
  const name = first(['Edg', 'OPR', 'SamsungBrowser', 'Firefox', 'Chrome', 'Safari']);
  const known: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', SamsungBrowser: 'Samsung Internet', 'Mac OS X': 'macOS' };
  return [known[name] ?? name, known[system] ?? system].filter((part) => part !== '').join(', ') || 'Browser';
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** The one script that is loaded by its address; browsers with trusted types want a policy to say so. */
function workerURL(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const url = '/worker.js';
  return trustedTypes ? trustedTypes.createPolicy('portal', { createScriptURL: () => url }).createScriptURL(url) : url;
}

export function startPush(page: Document): void {
  const form = page.querySelector<HTMLFormElement>('form[data-push]');
  const key = form?.dataset.push;
  if (!form || !key || !('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return;
  const status = form.querySelector<HTMLElement>('[role=status]');
  form.hidden = false;
  const failed = form.dataset.failed ?? '';
  const denied = form.dataset.denied ?? '';
  const say = (words: string) => {
    if (status) status.textContent = words;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say('');
    void ask().catch(() => say(failed));
  });
  const url = workerURL();
  const ask = async () => {
    if ((await Notification.requestPermission()) !== 'granted') return say(denied);
    const worker = await navigator.serviceWorker.register(url);
    await navigator.serviceWorker.ready;
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    const put = (name: string, value: string | undefined) => {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value ?? '';
    };
    put('endpoint', endpoint);
    put('p256dh', keys?.['p256dh']);
    put('auth', keys?.['auth']);
    put('name', deviceName(navigator.userAgent));
    form.submit();
  };
}
