import { createRawSnippet, flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, it, vi } from 'vitest'
import type { Listed } from '$lib/list/listed'
import { TALLEST } from '$lib/list/scroll'
import VirtualRows from './VirtualRows.svelte'

interface Row { id: string }

/** A list of which some rows are still to come. */
class Some implements Listed<Row> {
  length = $state(0)
  begun = $state(1)
  complete = true
  /** How many rows were put before the first one. */
  shifted = $state(0)
  asked: [number, number][] = []
  missing = $state.raw<number[]>([])

  constructor(length: number) {
    this.length = length
  }

  at(index: number): Row | undefined {
    return this.missing.includes(index) || index >= this.length ? undefined : { id: `r${index - this.shifted}` }
  }

  indexOf(id: string) {
    return Number(id.slice(1)) + this.shifted
  }

  look(from: number, to: number) {
    this.asked.push([from, to])
  }

  last() {
    return Promise.resolve(this.length - 1)
  }
}

const ROW = 32
const ROOM = 640
let shown: Record<string, unknown> | null = null
const chosen: number[] = []

/** jsdom lays nothing out: the list is as high as it says here, and whoever observes a size is told it once. */
class Observer {
  readonly #tell: (entries: { target: Element }[]) => void

  constructor(tell: (entries: { target: Element }[]) => void) {
    this.#tell = tell
  }

  observe(target: Element) {
    this.#tell([{ target }])
  }

  unobserve() {}
  disconnect() {}
}
vi.stubGlobal('ResizeObserver', Observer)

function draw(list: Some, props: { selected?: string | null; headings?: number[]; count?: number | null } = {}) {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => ROOM })
  const row = createRawSnippet<[Row]>((one) => ({ render: () => `<span role="gridcell">${one().id}</span>` }))
  shown = mount(VirtualRows<Row>, {
    target: document.body,
    props: { list, idOf: ({ id }: Row) => id, selected: null, of: 'account', label: 'Accounts', count: list.length, height: 2, onselect: (index: number) => void chosen.push(index), onscrolled: () => {}, row, ...props },
  })
  flushSync()
}

afterEach(() => {
  if (shown) void unmount(shown)
  shown = null
  chosen.length = 0
  Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight')
  document.body.replaceChildren()
})

const grid = () => document.querySelector<HTMLElement>('[data-testid="rows"]') as HTMLElement
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-testid="row"]')]
/** Where a row is drawn, seen from the upper edge of the list. */
const down = (id: string) => parseFloat(rows().find((row) => row.dataset.account === id)?.style.top ?? 'NaN') - grid().scrollTop

function scrollTo(top: number) {
  grid().scrollTop = top
  grid().dispatchEvent(new Event('scroll'))
  flushSync()
}

// The first test: a window marks it once.
it('the first rows are marked when they are painted, and neither those to come nor later ones', () => {
  const frames: (() => void)[] = []
  const { requestAnimationFrame } = globalThis
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act))
  const mark = vi.spyOn(performance, 'mark')
  const list = new Some(3)
  list.missing = [0, 1, 2]
  draw(list)
  expect(frames).toHaveLength(0)
  list.missing = [1, 2]
  flushSync()
  frames.shift()?.()
  expect(mark).not.toHaveBeenCalled()
  frames.shift()?.()
  expect(mark).toHaveBeenCalledExactlyOnceWith('rows')
  list.missing = []
  flushSync()
  expect(frames).toHaveLength(0)
  mark.mockRestore()
  vi.stubGlobal('requestAnimationFrame', requestAnimationFrame)
})

it('of a million rows only those in sight are drawn, each told with its place', () => {
  const list = new Some(1_000_000)
  draw(list)
  expect(rows().length).toBeLessThan(60)
  expect(grid().getAttribute('aria-rowcount')).toBe('1000000')
  expect(document.querySelector<HTMLElement>('.whole')?.style.height).toBe(`${TALLEST}px`)
  scrollTo(TALLEST - ROOM)
  expect(rows().at(-1)?.getAttribute('aria-rowindex')).toBe('1000000')
  expect(down('r999999')).toBe(ROOM - ROW)
  expect(list.asked.at(-1)?.[1]).toBe(999_999)
})

it('a wheel goes by as many pixels as it turns, also where the bar is folded', () => {
  draw(new Some(1_000_000))
  scrollTo(4_000_000)
  const [seen] = rows().filter((row) => down(row.dataset.account ?? '') >= 0)
  const id = seen?.dataset.account ?? ''
  const before = down(id)
  scrollTo(grid().scrollTop + 53)
  expect(down(id)).toBe(before - 53)
})

it('a row that is to come is drawn as one, and becomes itself in its place', () => {
  const list = new Some(1_000)
  list.missing = [3, 4]
  draw(list)
  const blank = [...document.querySelectorAll('[data-testid="row-to-come"]')]
  expect(blank.map((row) => row.getAttribute('aria-rowindex'))).toEqual(['4', '5'])
  expect(blank[0]?.textContent?.trim()).toBe('')
  list.missing = []
  flushSync()
  expect(document.querySelectorAll('[data-testid="row-to-come"]').length).toBe(0)
  expect(rows()[3]?.textContent?.trim()).toBe('r3')
})

it('what one looks at stays where it is while rows come above', () => {
  const list = new Some(5_000)
  draw(list)
  scrollTo(16_007)
  const before = down('r505')
  list.length += 40
  list.shifted = 40
  flushSync()
  expect(down('r505')).toBe(before)
  expect(grid().scrollTop).toBe(16_007 + 40 * ROW)
})

it('another question begins at its beginning', () => {
  const list = new Some(5_000)
  draw(list)
  scrollTo(16_000)
  list.begun++
  flushSync()
  expect(grid().scrollTop).toBe(0)
  expect(rows()[0]?.dataset.account).toBe('r0')
})

it('a list that began anew at its beginning can be scrolled away from there at once', () => {
  const list = new Some(5_000)
  draw(list)
  list.begun++
  flushSync()
  scrollTo(6_000)
  expect(grid().scrollTop).toBe(6_000)
})

it('headings count as rows, and nobody knows how many there are', () => {
  draw(new Some(100), { headings: [0, 10], count: null })
  expect(grid().getAttribute('aria-rowcount')).toBe('-1')
  expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('2')
  expect(rows()[10]?.getAttribute('aria-rowindex')).toBe('13')
})

it('keys move from the chosen row by one, by a page, and to either end', async () => {
  draw(new Some(1_000_000), { selected: 'r100' })
  for (const key of ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home']) grid().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  const page = ROOM / ROW - 1
  expect(chosen).toEqual([101, 99, 100 + page, 100 - page, 0])
  grid().dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }))
  await Promise.resolve()
  expect(chosen.at(-1)).toBe(999_999)
})
