// The steps of what stands before a stranger's picture: nothing fetched, fetched but covered, open.

export type Shield = 'shut' | 'covered' | 'open'

const after: Record<Shield, Shield> = { shut: 'covered', covered: 'open', open: 'covered' }

/** What a press makes of it: a picture that was asked for comes covered, and is covered again by the third press. */
export const press = (shield: Shield): Shield => after[shield]
