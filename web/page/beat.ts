// "I'm at the desk": tells the portal every 5 s that this page is open, while the person's switch
// (<form data-beat="/en/desk/presence">) is in the page. A hidden page goes on, a closed one stops by itself.

const every = 5000;

export function startBeat(page: ParentNode): void {
  const form = page.querySelector<HTMLElement>('[data-beat]');
  const url = form?.dataset.beat;
  if (!form || !url) return;
  const beat = async () => {
    try {
      const answer = await fetch(url, { method: 'POST', keepalive: true });
      form.classList.toggle('beating', answer.ok);
      if (answer.status === 401 || answer.status === 403) clearInterval(timer);
    } catch {
      form.classList.remove('beating'); // offline for a moment: the next beat tries again
    }
  };
  const timer = setInterval(() => void beat(), every);
  void beat();
}
