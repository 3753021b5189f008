// What stands in the filter, as the engine is asked for it.

import type { ReportFilter } from '$lib/backend'
import { NO_REPORT_BOX, type ReportBox } from '$lib/desk.svelte'

export const filterOf = ({ about, by, ...rest }: ReportBox): ReportFilter => ({ ...rest, target: about?.id ?? null, reporter: by?.id ?? null })

/** Whether something that is loaded is left out: the server is not asked for these. */
export const isSifted = (box: ReportBox): boolean => box.hands !== 'any' || box.category !== null || box.origin !== null

/** Whether something is left out that the tabs of states don't say. */
export const isNarrowed = (box: ReportBox): boolean => isSifted(box) || box.about !== null || box.by !== null

/** Whether the server itself would be asked for something else: then it may have what is not loaded. */
export const asksOther = (box: ReportBox, before: ReportBox): boolean =>
  box.state !== before.state || box.about?.id !== before.about?.id || box.by?.id !== before.by?.id

/** Whether the reports about or by somebody are wanted who was not asked for before: what is loaded of them is by chance. */
export const asksForSomebody = (box: ReportBox, before: ReportBox): boolean =>
  (box.about !== null && box.about.id !== before.about?.id) || (box.by !== null && box.by.id !== before.by?.id)

/** Without filters, but in the same state. */
export const widened = ({ state }: ReportBox): ReportBox => ({ ...NO_REPORT_BOX, state })
