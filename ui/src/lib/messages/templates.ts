// Texts to begin with. What stands in braces is filled in by the moderator: nothing is sent before.

import type { Verb } from '../backend'

/** What a template knows of the decision that it is for. */
export interface TemplateFor {
  verb: Verb
  /** The instance's address, for "on tree.social". */
  instance: string
  /** Whether a report is given as the cause. */
  reported: boolean
}

export interface Template {
  key: string
  name: string
  /** Under the name, in the menu. */
  what: string
  text: (about: TemplateFor) => string
}

/** What the person reads of the measure. Verbs that reach nobody have none. */
export const measures: Partial<Record<Verb, string>> = {
  warn: 'you are warned; nothing about your account changes',
  limit: 'your account is limited: only those who follow you see your posts',
  sensitive: 'all media of your account is shown behind a warning',
  freeze: 'your login is frozen: you can neither sign in nor post, and your profile and posts stay where they are',
  suspend: 'your account is suspended: your profile and posts are shown to nobody here, and you cannot sign in',
}

const measure = (verb: Verb): string => measures[verb] ?? '{what was decided}'

/** A line for each thing that Article 17 of the EU's Digital Services Act asks for. */
function statement({ verb, instance, reported }: TemplateFor): string {
  return [
    'Statement of reasons',
    '',
    `What was decided: ${measure(verb)}.`,
    `Where: on ${instance}.`,
    verb === 'warn' ? 'How long: the warning stays on record.' : 'How long: {until when, or until further notice}.',
    'Why, the facts: {what happened, where and when}.',
    `How we know: ${reported ? 'somebody reported it' : '{a report, or our own look}'}.`,
    'Rule or law: {the rule of this server or the law, and why this breaks it}.',
    'Automation: {none, a person found and decided it; or what a machine found or decided}.',
    'What you can do: {how to appeal on this server}. You can also turn to a certified body for settling such disputes, or to a court.',
  ].join('\n')
}

export const templates: Template[] = [
  { key: 'statement', name: 'Statement of reasons', what: 'as the EU asks of hosts (Digital Services Act, Article 17)', text: statement },
  {
    key: 'rule',
    name: 'A rule was broken',
    what: 'short: the rule, the facts, what follows',
    text: ({ verb, instance }) => `On ${instance} this rule holds: {the rule}. It was broken here: {what, where and when}. Therefore ${measure(verb)}.`,
  },
  {
    key: 'advertising',
    name: 'Advertising',
    what: 'short: unwanted advertising',
    text: ({ verb, instance }) => `Unwanted advertising has no place on ${instance}: {what, where and when}. Therefore ${measure(verb)}.`,
  },
]

export const templateWords = {
  menu: 'Template',
  label: 'Templates for the message',
  left: (placeholder: string) => `Still to fill in: ${placeholder}`,
  hint: 'Tab goes from one {…} to the next.',
}
