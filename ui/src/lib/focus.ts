// Keeps the focus inside an element, for what is no modal dialog of the whole window but must not be left by Tab.

import type { Action } from 'svelte/action'

const REACHABLE = 'button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex="0"]'

export const keepFocus: Action<HTMLElement> = (element) => {
  const press = (event: KeyboardEvent) => {
    // WebKitGTK doesn't know the key that X11 makes of Shift+Tab: there only the code says Tab.
    if (event.key !== 'Tab' && event.code !== 'Tab') return
    const stops = [...element.querySelectorAll<HTMLElement>(REACHABLE)].filter((stop) => stop.offsetParent !== null)
    const first = stops[0]
    const last = stops.at(-1)
    if (!first || !last) return
    const here = document.activeElement
    // Of a group of radio buttons only one is a stop; it counts as the whole group.
    const atFirst = here === first || here === element || (isRadio(here) && isRadio(first) && here.name === first.name)
    if (event.shiftKey && atFirst) last.focus()
    else if (!event.shiftKey && here === last) first.focus()
    else return
    event.preventDefault()
  }
  // A click on nothing would leave the focus nowhere, and the keys would no longer be the panel's.
  const settle = () => setTimeout(() => document.activeElement === document.body && element.focus())
  element.addEventListener('keydown', press)
  document.addEventListener('pointerup', settle)
  return {
    destroy: () => {
      element.removeEventListener('keydown', press)
      document.removeEventListener('pointerup', settle)
    },
  }
}

const isRadio = (one: Element | null): one is HTMLInputElement => one instanceof HTMLInputElement && one.type === 'radio'
