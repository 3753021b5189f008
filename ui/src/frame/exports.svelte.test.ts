import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ExportState, ExportView } from '$lib/backend'
import { exporting } from '$lib/exporting.svelte'
import Exports from './Exports.svelte'

const { stopExport, showExport } = vi.hoisted(() => ({ stopExport: vi.fn(() => Promise.resolve(null)), showExport: vi.fn(() => Promise.resolve(null)) }))
vi.mock('$lib/bindings', () => ({ commands: { stopExport, showExport }, events: {} }))

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2)
const view = (id: number, state: ExportState, rows = 1_700): ExportView => ({ id, file: `bailiwick-${long}-accounts-2026-11-22 (${id}).csv`, folder: '/home/kim/Downloads', rows, of: 40_000, state })
const lines = () => [...document.querySelectorAll<HTMLElement>('[data-testid="export-line"]')]
const press = (line: number, word: string) => [...(lines()[line]?.querySelectorAll('button') ?? [])].find((button) => button.textContent?.trim() === word)?.click()

let shown: Record<string, unknown>
beforeEach(() => {
  exporting.files = []
  shown = mount(Exports, { target: document.body })
})
afterEach(() => {
  void unmount(shown)
  document.body.replaceChildren()
  vi.clearAllMocks()
})

it('several long names stay apart by their ends', () => {
  for (const id of [1, 2, 3]) exporting.hear(view(id, { kind: 'running' }))
  flushSync()
  expect(lines().map((line) => /\((\d)\)\.csv.*: 1,700 of 40,000 rows/.exec(line.textContent ?? '')?.[1])).toEqual(['1', '2', '3'])
  expect(document.querySelector('[role="status"]')?.textContent).not.toMatch(/1,700/)
})

it('each is stopped by itself, and what is done is shown in its folder', () => {
  exporting.hear(view(1, { kind: 'done' }, 40_000))
  exporting.hear(view(2, { kind: 'running' }))
  flushSync()
  press(1, 'Stop')
  expect(stopExport.mock.calls).toEqual([[2]])
  press(0, 'Show in folder')
  expect(showExport.mock.calls).toEqual([[1]])
  expect(lines()).toHaveLength(2)
})

it('what failed is told aloud with the reason, and that nothing is left', () => {
  exporting.hear(view(1, { kind: 'failed', problem: { error: { code: 'diskTrouble' }, serverSaid: null } }))
  flushSync()
  expect(document.querySelector('[role="alert"]')?.textContent).toMatch(/was not written, and nothing of it is left\. The disk is full or broken/)
})
