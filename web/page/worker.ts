// The service worker: it shows what the office pushes while no page is open, and leads to the page that it is about. It
// keeps nothing and answers no requests.

export {};

interface Pushed {
  title: string;
  path: string;
  tag: string;
}

/** The parts of a service worker that this one uses; the library of types for pages has none of them. */
interface Worker {
  addEventListener(type: 'push', heard: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', heard: (event: ClickEvent) => void): void;
  registration: ServiceWorkerRegistration;
  clients: { openWindow(path: string): Promise<unknown> };
}
interface PushEvent {
  data: { json(): Pushed } | null;
  waitUntil(work: Promise<unknown>): void;
}
interface ClickEvent {
  notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}

const worker = globalThis as unknown as Worker;

worker.addEventListener('push', (event) => {
  const pushed = event.data?.json();
  if (!pushed) return;
  event.waitUntil(worker.registration.showNotification(pushed.title, { tag: pushed.tag, data: pushed.path, requireInteraction: true }));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const path: unknown = event.notification.data;
  if (typeof path === 'string' && path.startsWith('/')) event.waitUntil(worker.clients.openWindow(path));
});
