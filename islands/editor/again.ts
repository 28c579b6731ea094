// Asking again what the line did not bring.

/** lineBack resolves when the line comes back, and after some seconds at the latest: a
 * browser does not hear of every line. */
export function lineBack(seconds = 10): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer)
      removeEventListener("online", go)
      resolve()
    }
    const timer = window.setTimeout(go, seconds * 1000)
    addEventListener("online", go)
  })
}
