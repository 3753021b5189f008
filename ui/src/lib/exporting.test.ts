import { beforeEach, expect, it, vi } from 'vitest'
import type { ExportQuery, ExportState, ExportView } from './backend'
import { Exporting } from './exporting.svelte'
import { columnsOf, PERSONAL, ticked } from './parts/columns'

const { startExport, stopExport } = vi.hoisted(() => ({ startExport: vi.fn(), stopExport: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { startExport, stopExport }, events: {} }))

const view = (id: number, rows: number, kind: ExportState['kind'] = 'running'): ExportView => ({ id, file: `f${id}.csv`, folder: '/d', rows, of: 100, state: { kind } as ExportState })
const files = (one: Exporting) => one.files.map(({ id, rows, state }) => [id, rows, state.kind])
let exporting: Exporting

beforeEach(() => {
  exporting = new Exporting()
  vi.resetAllMocks()
})

it('several files are listed, each as far as it is', () => {
  for (const told of [view(1, 10), view(2, 5), view(1, 40), view(2, 100, 'done')]) exporting.hear(told)
  expect(files(exporting)).toEqual([[1, 40, 'running'], [2, 100, 'done']])
})

it('the answer to its start may come after its first news', async () => {
  startExport.mockImplementation(() => {
    exporting.hear(view(1, 60))
    return Promise.resolve(view(1, 0))
  })
  await exporting.start('p1', {} as ExportQuery)
  expect(files(exporting)).toEqual([[1, 60, 'running']])
})

it('one that has ended does not begin again', () => {
  for (const told of [view(1, 100, 'done'), view(1, 90)]) exporting.hear(told)
  expect(files(exporting)).toEqual([[1, 100, 'done']])
})

it('a stopped one leaves when it has stopped, and what was written before that stays', async () => {
  stopExport.mockResolvedValue(null)
  exporting.hear(view(1, 10))
  exporting.hear(view(2, 10))
  await exporting.stop(1)
  expect(files(exporting)).toHaveLength(2)
  exporting.hear(view(1, 12, 'stopped'))
  exporting.hear(view(1, 12))
  expect(files(exporting)).toEqual([[2, 10, 'running']])
  exporting.hear(view(2, 100, 'done'))
  expect(files(exporting)).toEqual([[2, 100, 'done']])
})

it('one that was put away does not come back', () => {
  exporting.hear(view(1, 100, 'done'))
  exporting.putAway(1)
  exporting.hear(view(1, 100, 'done'))
  expect(files(exporting)).toEqual([])
})

it('mail and addresses are never ticked beforehand', () => {
  for (const profile of [null, { federated: true }, { federated: false }]) {
    const offered = columnsOf(profile)
    expect(offered).toEqual(expect.arrayContaining([...PERSONAL]))
    expect(ticked(offered, profile).filter((column) => PERSONAL.includes(column))).toEqual([])
  }
})

it('columns that say the same in every row are not ticked, or not offered', () => {
  expect(ticked(columnsOf({ federated: true }), { federated: true })).not.toContain('instance')
  expect(ticked(columnsOf(null), null)).toContain('instance')
  expect(columnsOf({ federated: false })).not.toContain('domain')
})
