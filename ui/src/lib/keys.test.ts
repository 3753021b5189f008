import { describe, expect, it, vi, type Mock } from 'vitest'
import { Keys, strokeOf, typesInto, type Binding } from './keys'

const key = (init: KeyboardEventInit) => new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
const binding = (strokes: string[], some: Partial<Binding> = {}): Binding & { run: Mock<Binding['run']> } =>
  ({ strokes, label: strokes.join(), group: 'decide', ...some, run: vi.fn<Binding['run']>() })

function pressIn(keys: Keys, element: HTMLElement, init: KeyboardEventInit): boolean {
  document.body.replaceChildren(element)
  let meant = false
  element.addEventListener('keydown', (event) => (meant = keys.press(event)))
  const target = element.querySelector('[data-target]') ?? element
  target.dispatchEvent(key(init))
  return meant
}

describe('what a stroke is called', () => {
  it.each([
    [{ key: 'r', code: 'KeyR' }, 'R'],
    [{ key: 'R', code: 'KeyR', shiftKey: true }, 'Shift+R'],
    [{ key: 'к', code: 'KeyR' }, 'R'],
    [{ key: 'ρ', code: 'KeyR' }, 'R'],
    [{ key: 'a', code: 'KeyQ' }, 'A'],
    [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
    [{ key: '/', code: 'Digit7', shiftKey: true }, '/'],
    [{ key: '&', code: 'Digit1', ctrlKey: true }, 'Ctrl+1'],
    [{ key: '2', code: 'Numpad2', altKey: true }, 'Alt+2'],
    [{ key: 'F6', code: 'F6', shiftKey: true }, 'Shift+F6'],
    [{ key: ' ', code: 'Space' }, 'Space'],
  ])('%o is %s', (init, stroke) => expect(strokeOf(key(init))).toBe(stroke))
})

describe('letters', () => {
  it('sleep while one types, and Ctrl+number does not', () => {
    const keys = new Keys()
    const letter = binding(['R'])
    const instance = binding(['Ctrl+1'], { whileTyping: true })
    keys.bind(letter, instance)
    pressIn(keys, document.createElement('textarea'), { key: 'r', code: 'KeyR' })
    pressIn(keys, document.createElement('textarea'), { key: '1', code: 'Digit1', ctrlKey: true })
    expect(letter.run).not.toHaveBeenCalled()
    expect(instance.run).toHaveBeenCalledOnce()
  })

  it('sleep while an input method composes', () => {
    const keys = new Keys()
    const letter = binding(['R'])
    keys.bind(letter)
    pressIn(keys, document.createElement('div'), { key: 'r', code: 'KeyR', isComposing: true })
    expect(letter.run).not.toHaveBeenCalled()
  })

  it.each(['ctrlKey', 'altKey', 'metaKey', 'shiftKey'])('sleep with %s held', (held) => {
    const keys = new Keys()
    const letter = binding(['R'])
    keys.bind(letter)
    pressIn(keys, document.createElement('div'), { key: 'r', code: 'KeyR', [held]: true })
    expect(letter.run).not.toHaveBeenCalled()
  })

  it.each(['dialog', 'menu', 'alertdialog'])('sleep inside a %s, and what acts anywhere does not', (role) => {
    const keys = new Keys()
    const lock = binding(['Ctrl+Shift+L'], { anywhere: true })
    const other = binding(['Ctrl+Shift+K'], { whileTyping: true, inPanel: true })
    keys.bind(lock, other)
    const outer = document.createElement('div')
    outer.setAttribute('role', role)
    outer.append(document.createElement('textarea'))
    outer.firstElementChild?.setAttribute('data-target', '')
    for (const letter of ['L', 'K']) pressIn(keys, outer, { key: letter, code: `Key${letter}`, ctrlKey: true, shiftKey: true })
    expect([lock.run.mock.calls.length, other.run.mock.calls.length]).toEqual([1, 0])
  })

  it.each(['dialog', 'menu', 'alertdialog'])('sleep inside a %s', (role) => {
    const keys = new Keys()
    const letter = binding(['R'])
    keys.bind(letter)
    const outer = document.createElement('div')
    outer.setAttribute('role', role)
    outer.append(document.createElement('button'))
    outer.firstElementChild?.setAttribute('data-target', '')
    pressIn(keys, outer, { key: 'r', code: 'KeyR' })
    expect(letter.run).not.toHaveBeenCalled()
  })

  it('that are verbs act only when they are on; those that move act unless all are off', () => {
    const keys = new Keys()
    const verb = binding(['R'], { verb: true })
    const move = binding(['J'])
    keys.bind(verb, move)
    keys.letters = 'menu'
    pressIn(keys, document.createElement('div'), { key: 'r', code: 'KeyR' })
    pressIn(keys, document.createElement('div'), { key: 'j', code: 'KeyJ' })
    keys.letters = 'off'
    pressIn(keys, document.createElement('div'), { key: 'j', code: 'KeyJ' })
    expect(verb.run).not.toHaveBeenCalled()
    expect(move.run).toHaveBeenCalledOnce()
  })
})

it('out of the panel leads only what may, and out of another dialog nothing', () => {
  const keys = new Keys()
  const instance = binding(['Ctrl+2'], { whileTyping: true, inPanel: true })
  const escape = binding(['Escape'], { whileTyping: true })
  keys.bind(instance, escape)
  const dialog = () => {
    const element = document.createElement('div')
    element.setAttribute('role', 'dialog')
    return element
  }
  pressIn(keys, dialog(), { key: '2', code: 'Digit2', ctrlKey: true })
  expect(instance.run).not.toHaveBeenCalled()
  const panel = dialog()
  panel.dataset.testid = 'panel'
  pressIn(keys, panel, { key: '2', code: 'Digit2', ctrlKey: true })
  pressIn(keys, panel, { key: 'Escape', code: 'Escape' })
  expect(instance.run).toHaveBeenCalledOnce()
  expect(escape.run).not.toHaveBeenCalled()
})

it('a key that is held down repeats only what moves', () => {
  const keys = new Keys()
  const verb = binding(['R'], { verb: true })
  const move = binding(['J'], { repeats: true })
  keys.bind(verb, move)
  pressIn(keys, document.createElement('div'), { key: 'r', code: 'KeyR', repeat: true })
  pressIn(keys, document.createElement('div'), { key: 'j', code: 'KeyJ', repeat: true })
  expect(verb.run).not.toHaveBeenCalled()
  expect(move.run).toHaveBeenCalledOnce()
})

it('no verb counts for a moment after another account appeared, and a longer hold is not cut short', () => {
  let now = 0
  const keys = new Keys(() => now)
  const verb = binding(['R'], { verb: true })
  keys.bind(verb)
  const press = () => pressIn(keys, document.createElement('div'), { key: 'r', code: 'KeyR' })
  keys.holdVerbs(600)
  keys.holdVerbs(300)
  now = 599
  press()
  expect(verb.run).not.toHaveBeenCalled()
  now = 600
  press()
  expect(verb.run).toHaveBeenCalledOnce()
})

it('of two bindings of a stroke the newer one has it, until it is unbound', () => {
  const keys = new Keys()
  const old = binding(['Escape'])
  const young = binding(['Escape'])
  keys.bind(old)
  const unbind = keys.bind(young)
  pressIn(keys, document.createElement('div'), { key: 'Escape', code: 'Escape' })
  unbind()
  pressIn(keys, document.createElement('div'), { key: 'Escape', code: 'Escape' })
  expect(young.run).toHaveBeenCalledOnce()
  expect(old.run).toHaveBeenCalledOnce()
})

it('the sheet shows what counts: the oldest first, nothing twice, nothing that only explains itself', () => {
  const keys = new Keys()
  keys.bind(binding(['J']), binding(['Escape'], { label: 'old' }))
  keys.bind(binding(['Escape'], { label: 'young' }), binding(['B'], { label: '' }))
  expect(keys.bound.map(({ label }) => label)).toEqual(['J', 'young'])
  keys.letters = 'off'
  expect(keys.bound.map(({ label }) => label)).toEqual(['young'])
})

it('buttons and check boxes are no places where one types', () => {
  const input = document.createElement('input')
  expect(typesInto(input)).toBe(true)
  input.type = 'checkbox'
  expect(typesInto(input)).toBe(false)
  expect(typesInto(document.createElement('button'))).toBe(false)
})
