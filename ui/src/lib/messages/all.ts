// All instances at once.

import type { Place } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'

export const all = {
  name: 'All instances',
  hint: (n: number) => `${count(n)} instances in one list`,
  onInstance: 'on',
  asYou: (username: string) => `as ${isolate(`@${cut(visible(username), 60)}`)}`,
  listOf: (place: Place) => (place === 'queue' ? 'Queue of all instances' : 'Accounts of all instances'),
  filling: (n: number) => (n === 1 ? '1 instance is still being fetched' : `${count(n)} instances are still being fetched`),
  changed: 'The list has changed',
  /** Rows of several instances come one page after the other: nobody can go to the end of a long list at once. */
  farther: (rows: string) => `The first ${rows} are listed. End goes on from here; one instance by itself goes to its end at once.`,
  unread: (instances: string[]) => `What is cached of ${instances.map((one) => isolate(cut(visible(one), 60))).join(', ')} could not be read, so those accounts are missing here.`,
  old: (instances: string[]) => `What is listed of ${instances.map((one) => isolate(cut(visible(one), 60))).join(', ')} is what was fetched before: ${instances.length === 1 ? 'this instance' : 'these instances'} cannot be asked now.`,
  noMatch: 'Only what is loaded of your instances was searched: change the words, or search one of them on its server.',
  nobodyWaits: 'On none of your instances.',
  nothingYet: 'As soon as an instance has fetched accounts, they are listed here.',
  noneOpen: 'Choose one in the list: what is done then is done on the instance whose tile it has.',
}
