// What the browser already allows, so that its question is explained before it is asked, and not explained when it will
// not be asked.

export type Permission = 'granted' | 'denied' | 'prompt';

export async function permissionOf(device: 'camera' | 'microphone'): Promise<Permission> {
  try {
    const status = await navigator.permissions.query({ name: device as PermissionName });
    return status.state;
  } catch {
    return 'prompt'; // a browser that does not know the name will ask
  }
}

/** The apps whose built-in browser gives no camera: the page has to be opened in a real one. */
export function inAppBrowser(agent: string): boolean {
  return /KAKAOTALK|MicroMessenger|FBAN|FBAV|Instagram|Line\/|NAVER\(inapp/i.test(agent);
}
