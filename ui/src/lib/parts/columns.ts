// Which columns a list can be written with, and which of them are ticked when somebody begins.

import type { ExportColumn, ProfileView } from '../backend'

/** In the order of the file. */
const COLUMNS: readonly ExportColumn[] = ['instance', 'id', 'handle', 'name', 'domain', 'states', 'role', 'joined', 'active', 'seen', 'reason', 'mail', 'address']

/** Personal data: never ticked beforehand. */
export const PERSONAL: readonly ExportColumn[] = ['mail', 'address']

/** Those that tell something here; without an instance, over all of them. */
export const columnsOf = (profile: Pick<ProfileView, 'federated'> | null): ExportColumn[] =>
  COLUMNS.filter((column) => column !== 'domain' || profile === null || profile.federated)

/** What is ticked at first: of one instance its name is the same in every row. */
export const ticked = (offered: ExportColumn[], profile: Pick<ProfileView, 'federated'> | null): ExportColumn[] =>
  offered.filter((column) => !PERSONAL.includes(column) && (column !== 'instance' || profile === null))
