// What is on screen frame by frame, looked at inside the page: whether rows stay where they are, and whether any are missing.
// These functions are sent as text and see nothing of this file.

/** Runs in the page: begins to note, at every frame, which row is the first in sight and where it stands. */
export const beginToLook = () => {
  const seen = (window.seen = [])
  const look = () => {
    const grid = document.querySelector('[data-testid="rows"]')
    const top = grid.getBoundingClientRect().top + (grid.querySelector('.header')?.offsetHeight ?? 0)
    const first = [...grid.querySelectorAll('[data-testid="row"]')]
      .map((row) => ({ id: row.dataset.account, y: row.getBoundingClientRect().top - top, height: row.offsetHeight }))
      .filter(({ y, height }) => y + height > 1)
      .sort((one, other) => one.y - other.y)[0]
    seen.push(first ? `${first.id} at ${Math.round(first.y)}` : 'nobody')
    window.looking = requestAnimationFrame(look)
  }
  look()
}

/** Runs in the page: whether the list's room is full of rows, and none of them is to come. */
export const isFull = () => {
  const box = document.querySelector('[data-testid="rows"]').getBoundingClientRect()
  const here = [...document.querySelectorAll('[data-testid="row"], [data-testid="row-to-come"]')]
    .filter((row) => row.getBoundingClientRect().bottom > box.top && row.getBoundingClientRect().top < box.bottom)
  return here.length > 10 && here.every((row) => row.dataset.testid === 'row')
}

/** Runs in the page: ends that, and gives what was noted. */
export const endLooking = () => {
  cancelAnimationFrame(window.looking)
  return window.seen
}

/**
 * Runs in the page: drags the list's bar up and down for so many frames, and gives of every frame how much of the list's room
 * is covered by rows, those to come among them.
 */
export const drag = (frames, done) => {
  const grid = document.querySelector('[data-testid="rows"]')
  const head = grid.querySelector('.header')?.offsetHeight ?? 0
  const seen = []
  const look = () => {
    const box = grid.getBoundingClientRect()
    const [top, bottom] = [box.top + head, box.top + grid.clientHeight]
    let covered = 0
    for (const row of grid.querySelectorAll('[data-testid="row"], [data-testid="row-to-come"]')) {
      const { top: from, bottom: to } = row.getBoundingClientRect()
      covered += Math.max(0, Math.min(to, bottom) - Math.max(from, top))
    }
    seen.push(covered / (bottom - top))
    if (seen.length === frames) return done(seen)
    // There and back, fast and slow, as a hand does.
    const far = (1 - Math.cos((seen.length / frames) * 6 * Math.PI)) / 2
    grid.scrollTop = far * (grid.scrollHeight - grid.clientHeight)
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** The longest run of frames in which it was so. */
export function longest(frames, so) {
  let [most, now] = [0, 0]
  for (const frame of frames) {
    now = so(frame) ? now + 1 : 0
    most = Math.max(most, now)
  }
  return most
}
