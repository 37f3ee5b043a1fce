/** Which files of the workspace may be read for the server. */

/** True when a path climbs: `/a/../b`, written plainly or with a back slash. */
export function climbs(path: string): boolean {
  return path.split(/[/\\]/).includes('..');
}
