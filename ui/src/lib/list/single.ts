// Does something one at a time: asked for while it is being done, it is done once more.

export function single(act: () => Promise<void>): () => Promise<void> {
  let again: boolean | null = null
  return async function go(): Promise<void> {
    if (again !== null) {
      again = true
      return
    }
    again = false
    try {
      await act()
    } finally {
      const once = again
      again = null
      if (once) void go()
    }
  }
}
