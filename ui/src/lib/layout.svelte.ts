// Sizes that scripts need: how many pixels a rem is (people enlarge text), and whether the window is narrow.

import { on } from 'svelte/events'
import { createSubscriber } from 'svelte/reactivity'

/** Below this width, in rem, the rail shows tiles only. */
const NARROW = 68.75
const LIST_KEY = 'list-width'

export const LIST_MIN = 21.25
export const ACCOUNT_MIN = 30

class Layout {
  #subscribe = createSubscriber((update) => {
    const stop = on(window, 'resize', update)
    // The root's text size has no event of its own: an element one rem wide tells.
    const probe = document.createElement('div')
    probe.style.cssText = 'position:absolute;width:1rem;height:0;visibility:hidden'
    document.body.append(probe)
    const observer = new ResizeObserver(update)
    observer.observe(probe)
    return () => {
      stop()
      observer.disconnect()
      probe.remove()
    }
  })
  #list = $state(Number(localStorage.getItem(LIST_KEY)) || 29.5)

  /** Pixels in a rem. */
  readonly rem = $derived.by(() => {
    this.#subscribe()
    return parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
  })

  /** Width of the window in rem. */
  readonly width = $derived.by(() => {
    this.#subscribe()
    return window.innerWidth / this.rem
  })

  readonly narrow = $derived(this.width < NARROW)
  /** The widest that the list may be, in rem. */
  readonly listMax = $derived(Math.max(LIST_MIN, this.width - (this.narrow ? 3 : 12.5) - ACCOUNT_MIN))
  /** Width of the list in rem, kept over sessions; what does not fit is not taken. */
  readonly list = $derived(Math.min(Math.max(this.#list, LIST_MIN), this.listMax))

  /** How high, in pixels, what stands under the list's rows is: nothing may lie over it. */
  foot = $state(0)
  /** How high, in pixels, the status strip is: in a narrow window it wraps, and files that are written stand in it. */
  strip = $state(0)

  resizeList(width: number) {
    this.#list = Math.min(Math.max(width, LIST_MIN), this.listMax)
    localStorage.setItem(LIST_KEY, String(this.#list))
  }
}

export const layout = new Layout()
