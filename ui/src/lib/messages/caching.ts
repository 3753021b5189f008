// What is kept on this computer of an instance, and for how long.

import type { RemoteCache } from '../backend'

export const cachingWords = {
  title: 'On this computer',
  remote: 'Accounts of other servers',
  remotes: { none: 'None', restricted: 'Restricted ones', all: 'All of them' } satisfies Record<RemoteCache, string>,
  /** What each choice brings and costs. */
  remoteNotes: {
    none: 'Only those whom a report, a search or a look brings. Costs the fewest requests and the least disk.',
    restricted: 'Also those that are limited, suspended or the like. Costs some pages more at the first fetching.',
    all: 'Everybody whom the server knows: often many times as many as its own. Can take days within its budget, and gigabytes on the disk.',
  } satisfies Record<RemoteCache, string>,
  gone: 'Forget accounts that are gone after',
  goneHint: 'Rejected, expired or deleted on the server. Until then they tell who tried before.',
  address: 'Forget IP addresses after',
  addressHint: 'Those that were not used for so long. How long the server keeps them is its own affair.',
  addressForget: 'Forget IP addresses',
  addressNever: 'They stay as long as the account does.',
  days: 'days',
  goneWrong: 'Whole days, 1 to 365.',
  addressWrong: 'Whole days, 1 to 3650.',
  keep: 'Keep this',
  kept: 'Kept.',
  /** Said before it happens: what is asked for less is taken away at once. */
  shrinks: 'What is kept no longer is deleted from this computer; the server does not notice.',
}
