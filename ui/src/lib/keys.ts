// What a key press means, and who listens. Letters sleep while one types or composes, with Ctrl, Alt or Meta held,
// when the person switched them off, and for a moment after another account or instance appeared: a verb that was
// meant for the last one must not hit the next.

import { createSubscriber } from 'svelte/reactivity'
import type { Letters } from './backend'

/** 300 ms after another account is on screen. */
export const NEW_ACCOUNT = 300
/** 600 ms after a switch to another instance. */
export const NEW_INSTANCE = 600

export const isMac = /^Mac/.test(globalThis.navigator?.platform ?? '')

/**
 * The stroke as bindings name it: "R", "?", "ArrowDown", "Shift+Tab", "Ctrl+1", "Alt+2", "F6".
 *
 * Digits go by position, because French keyboards have them on Shift. Letters go by what they print, and by position
 * where the layout prints no Latin letter. Punctuation goes by what it prints, with or without Shift.
 */
export function strokeOf(event: KeyboardEvent): string {
  const printed = event.getModifierState?.('AltGraph') ?? false
  const held = printed ? '' : `${event.ctrlKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.metaKey ? 'Meta+' : ''}`
  const shift = event.shiftKey ? 'Shift+' : ''
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (held && digit) return `${held}${digit}`
  const { key } = event
  if ([...key].length > 1) return `${held}${shift}${key}` // ArrowDown, Enter, F6
  if (/^[a-z]$/i.test(key)) return `${held}${shift}${key.toUpperCase()}`
  const position = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (position && /^\p{L}$/u.test(key)) return `${held}${shift}${position}`
  if (key === ' ') return `${held}${shift}Space`
  return `${held}${key}`
}

/** Whether what is typed goes into a text. */
export function typesInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
}

export type KeyGroup = 'move' | 'decide' | 'work' | 'places' | 'find'

export interface Binding {
  /** Strokes that mean it, the one to show first. */
  strokes: string[]
  /** What it does, for the sheet of keys; empty for what only explains itself. */
  label: string
  group: KeyGroup
  run: (event: KeyboardEvent) => void
  /** Acts also while one types: only with Ctrl, Alt, a function key or Escape. */
  whileTyping?: boolean
  /** A verb: nothing happens for a moment after another account or instance appeared. */
  verb?: boolean
  /** Acts wherever one is: in dialogs and menus, too. */
  anywhere?: boolean
  /** Held down, it repeats: only for moving. */
  repeats?: boolean
  /** Acts also inside the panel of a decision: what leads away from it, and what has nothing to do with it. */
  inPanel?: boolean
}

/** A single printable character: the kind of key that WCAG 2.1.4 wants to be able to switch off. */
const isLetter = (stroke: string): boolean => [...stroke].length === 1

/** All bindings that count now, the newest first. Components add theirs when they are drawn. */
export class Keys {
  letters: Letters = 'on'
  /** As they were bound, the newest first. */
  #groups: Binding[][] = []
  #verbsFrom = 0
  readonly #now: () => number
  #heldMoved = () => {}
  readonly #followHeld = createSubscriber((update) => {
    this.#heldMoved = update
    return () => (this.#heldMoved = () => {})
  })

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Binds until the returned function is called. Of two that want the same stroke, the newer one has it. */
  bind(...bindings: Binding[]): () => void {
    this.#groups = [bindings, ...this.#groups]
    return () => {
      this.#groups = this.#groups.filter((group) => group !== bindings)
    }
  }

  /** Those that count here and now, for the sheet: the oldest first, which are those of the frame. */
  get bound(): Binding[] {
    const taken = new Set<string>()
    const counting = this.#groups.map((group) =>
      group.filter(({ strokes, label }) => {
        const free = strokes.some((stroke) => !taken.has(stroke) && !(this.letters === 'off' && isLetter(stroke)))
        for (const stroke of strokes) taken.add(stroke)
        return free && label !== ''
      }),
    )
    return counting.reverse().flat()
  }

  /** No verb counts for that many milliseconds. */
  holdVerbs(milliseconds: number): void {
    this.#verbsFrom = Math.max(this.#verbsFrom, this.#now() + milliseconds)
    this.#heldMoved()
    // A little later than due: timers may come early, and then it would still be held.
    setTimeout(() => this.#heldMoved(), milliseconds + 5)
  }

  /** Whether verbs are held now: what draws their keys shows it. */
  get held(): boolean {
    this.#followHeld()
    return this.#now() < this.#verbsFrom
  }

  /** Hears a key; says whether it meant something. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false
    const stroke = strokeOf(event)
    // In a menu, a dialog or the panel the keys are theirs; out of the panel some lead.
    const target = event.target instanceof Element ? event.target : null
    const within = target?.closest<HTMLElement>('[role="menu"], [role="dialog"], [role="alertdialog"]')
    const panel = within?.dataset.testid === 'panel'
    const shut = target !== null && within !== null && !panel
    const typing = typesInto(event.target)
    const binding = this.#groups
      .flat()
      .find(({ strokes, whileTyping, inPanel, anywhere }) => strokes.includes(stroke) && (anywhere || (!shut && (!typing || whileTyping) && (!panel || inPanel))))
    if (!binding || (event.repeat && !binding.repeats)) return false
    if (/^[A-Z]$/.test(stroke) && binding.verb && this.letters !== 'on') return false
    if (isLetter(stroke) && this.letters === 'off') return false
    event.preventDefault()
    if (binding.verb && this.#now() < this.#verbsFrom) return true
    binding.run(event)
    return true
  }
}

export const keys = new Keys()
