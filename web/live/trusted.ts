// Workers of our own. Pages let scripts be started by the policy "portal" alone (Trusted Types), and a policy is made once.

interface Policy {
  createScriptURL(url: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Starts a module of our own origin as a worker. */
export function startWorker(url: string): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy('portal', { createScriptURL: own });
  return new Worker(policy ? policy.createScriptURL(url) : url, { type: 'module' });
}

/** The address, if it is one of our own files. */
function own(url: string): string {
  const { origin, pathname } = new URL(url, location.href);
  if (origin !== location.origin || !pathname.startsWith('/assets/')) throw new TypeError('not a script of our own');
  return url;
}
