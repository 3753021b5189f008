// Lists that are written into files: what is asked before, and how far they are.

import type { Count, ExportColumn, ExportFormat } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'

/** So much of a file's name is shown, from its beginning and from its end: there are the day, the number and the ending. */
const [HEAD, TAIL] = [48, 30]

/** A file's name as it stands in a sentence: an instance's name may be part of it. */
function file(name: string): string {
  const whole = visible(name)
  return isolate([...whole].length > HEAD + TAIL ? `${cut(whole, HEAD)}${[...whole].slice(-TAIL).join('')}` : whole)
}
const rows = (n: number) => (n === 1 ? '1 row' : `${count(n)} rows`)

export const exportDialog = {
  title: 'Export this list',
  many: ({ number, more }: Count): string => {
    if (more) return `More than ${count(number)} accounts are written, as the list stands now.`
    if (number === 0) return 'The list is empty: the file would have no rows.'
    return number === 1 ? '1 account is written.' : `${count(number)} accounts are written, as the list stands now.`
  },
  counting: 'Those accounts that the list has now are written.',
  format: 'Format',
  formats: { csv: 'CSV', json: 'JSON', jsonLines: 'JSON Lines' } satisfies Record<ExportFormat, string>,
  formatHints: {
    csv: 'For spreadsheets. No cell can act as a formula.',
    json: 'For programs.',
    jsonLines: 'For programs: one row a line.',
  } satisfies Record<ExportFormat, string>,
  columns: 'Columns',
  personal: 'Personal data',
  personalHint: 'Whoever has the file has these, too: take them only if you need them, and delete the file when you are done.',
  column: {
    instance: 'Instance',
    id: 'Id',
    handle: 'Handle',
    name: 'Display name',
    domain: 'Domain',
    states: 'States',
    role: 'Role',
    joined: 'Joined',
    active: 'Last active',
    seen: 'Last fetched',
    reason: 'Why they want to join',
    mail: 'Mail address',
    address: 'IP address',
  } satisfies Record<ExportColumn, string>,
  all: 'All',
  none: 'None',
  noColumn: 'Choose at least one column.',
  where: 'The file goes to your downloads.',
  start: 'Export',
}

export const exportLines = {
  region: 'Files being written',
  running: (name: string, n: number, of: number | null) =>
    `Writing ${file(name)}: ${of === null || of < n ? `${count(n)} rows so far` : `${count(n)} of ${rows(of)}`}`,
  done: (name: string, n: number, folder: string) => `${file(name)} is written: ${rows(n)}, in ${isolate(cut(visible(folder), 120))}`,
  failed: (name: string, why: string) => `${file(name)} was not written, and nothing of it is left. ${why}`,
  progress: (name: string) => `Rows of ${file(name)}`,
  stop: 'Stop',
  stopWhich: (name: string) => `Stop writing ${file(name)}`,
  show: 'Show in folder',
  showWhich: (name: string) => `Show ${file(name)} in its folder`,
  dismiss: (name: string) => `Put away: ${file(name)}`,
  heard: {
    began: (name: string) => `Writing ${file(name)}`,
    stopped: (name: string) => `${file(name)} was stopped: no file is left`,
  },
}
