/** fetched loads a part of the script, again and again while the line is down. */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  for (let wait = 1000; ; wait = Math.min(2 * wait, 60_000)) {
    try {
      return await load()
    } catch {
      await new Promise((done) => window.setTimeout(done, wait))
    }
  }
}
