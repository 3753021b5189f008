// How a mark of an account and a status of a decision look: icon, hue and form, as the desk's table says.
// Solid: shut out. Tint: restricted. Outline: an attribute. Dashed: not known.

import type { LucideIcon } from '@lucide/svelte'
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right'
import Bot from '@lucide/svelte/icons/bot'
import Check from '@lucide/svelte/icons/check'
import CheckCheck from '@lucide/svelte/icons/check-check'
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import CloudOff from '@lucide/svelte/icons/cloud-off'
import CornerUpLeft from '@lucide/svelte/icons/corner-up-left'
import DoorOpen from '@lucide/svelte/icons/door-open'
import Equal from '@lucide/svelte/icons/equal'
import EyeOff from '@lucide/svelte/icons/eye-off'
import Flower from '@lucide/svelte/icons/flower-2'
import Gavel from '@lucide/svelte/icons/gavel'
import GitFork from '@lucide/svelte/icons/git-fork'
import Ghost from '@lucide/svelte/icons/ghost'
import Hourglass from '@lucide/svelte/icons/hourglass'
import ImageOff from '@lucide/svelte/icons/image-off'
import Inbox from '@lucide/svelte/icons/inbox'
import KeyRound from '@lucide/svelte/icons/key-round'
import Lock from '@lucide/svelte/icons/lock'
import MailQuestion from '@lucide/svelte/icons/mail-question-mark'
import Moon from '@lucide/svelte/icons/moon'
import OctagonX from '@lucide/svelte/icons/octagon-x'
import Send from '@lucide/svelte/icons/send'
import Server from '@lucide/svelte/icons/server'
import Shield from '@lucide/svelte/icons/shield'
import Snowflake from '@lucide/svelte/icons/snowflake'
import Star from '@lucide/svelte/icons/star'
import Timer from '@lucide/svelte/icons/timer'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import Undo from '@lucide/svelte/icons/undo-2'
import X from '@lucide/svelte/icons/x'
import type { Mark, Status } from '$lib/backend'

export type Hue = 'amber' | 'violet' | 'blue' | 'red' | 'orange' | 'slate' | 'green' | 'teal' | 'magenta' | 'grey'
export type Form = 'solid' | 'tint' | 'outline' | 'dashed'

export interface Look {
  icon: LucideIcon
  hue: Hue
  form: Form
}

const look = (icon: LucideIcon, hue: Hue, form: Form): Look => ({ icon, hue, form })

export const markLooks: Record<Mark, Look> = {
  pending: look(Hourglass, 'amber', 'tint'),
  unconfirmed: look(MailQuestion, 'grey', 'outline'),
  limited: look(EyeOff, 'violet', 'tint'),
  sensitive: look(ImageOff, 'violet', 'tint'),
  loginFrozen: look(Snowflake, 'blue', 'solid'),
  suspended: look(OctagonX, 'red', 'solid'),
  banned: look(Gavel, 'red', 'solid'),
  blocked: look(CircleSlash, 'orange', 'solid'),
  ldapBlocked: look(KeyRound, 'orange', 'solid'),
  deactivated: look(Moon, 'slate', 'tint'),
  locked: look(Lock, 'slate', 'tint'),
  moved: look(ArrowLeftRight, 'grey', 'outline'),
  memorial: look(Flower, 'grey', 'outline'),
  bot: look(Bot, 'grey', 'outline'),
  external: look(DoorOpen, 'grey', 'outline'),
  staff: look(Shield, 'grey', 'outline'),
  administrator: look(Star, 'grey', 'outline'),
  internal: look(Server, 'grey', 'outline'),
  gone: look(Ghost, 'grey', 'dashed'),
  unknown: look(CircleQuestionMark, 'grey', 'dashed'),
}

export const statusLooks: Record<Status, Look> = {
  held: look(Timer, 'blue', 'tint'),
  ready: look(Inbox, 'grey', 'tint'),
  sending: look(Send, 'blue', 'tint'),
  confirmed: look(CheckCheck, 'green', 'tint'),
  accepted: look(Check, 'teal', 'tint'),
  unprovable: look(Check, 'grey', 'tint'),
  refused: look(X, 'red', 'tint'),
  unsure: look(CircleQuestionMark, 'magenta', 'dashed'),
  gone: look(Ghost, 'grey', 'outline'),
  putBack: look(Undo, 'orange', 'tint'),
  halfway: look(TriangleAlert, 'red', 'solid'),
  changed: look(GitFork, 'orange', 'tint'),
  wasSo: look(Equal, 'green', 'tint'),
  cancelled: look(CornerUpLeft, 'grey', 'outline'),
}

/** One that would leave, if its server could be reached. */
export const offlineLook = look(CloudOff, 'grey', 'tint')
