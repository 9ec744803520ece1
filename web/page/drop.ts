// Files may be dropped onto a form with data-drop: they go into its field for files, and the form is sent.

export function startDrops(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-drop]')) {
    const input = form.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) continue;
    const over = (on: boolean) => form.classList.toggle('over', on);
    form.addEventListener('dragover', (event) => {
      event.preventDefault();
      over(true);
    });
    form.addEventListener('dragleave', () => over(false));
    form.addEventListener('drop', (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
}
