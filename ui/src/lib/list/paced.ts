// Does something soon after it was asked for, and not more often than so many milliseconds apart: however long the asking goes on.

export interface Paced {
  ask: () => void
  stop: () => void
}

export function paced(act: () => Promise<unknown>, apart: number): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let again = false
  let stopped = false

  function ask() {
    if (stopped || timer !== undefined) return
    if (running) {
      again = true
      return
    }
    timer = setTimeout(() => void go(), apart)
  }

  async function go() {
    timer = undefined
    running = true
    try {
      await act()
    } finally {
      running = false
      if (again) {
        again = false
        ask()
      }
    }
  }

  return {
    ask,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
