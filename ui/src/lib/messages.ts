// The one catalogue: every word on screen comes from here. Topics are files of their own in `messages/`.

export * from './messages/account'
export * from './messages/accounts'
export * from './messages/common'
export * from './messages/decide'
export * from './messages/errors'
export * from './messages/firstRun'
export * from './messages/frame'
export * from './messages/history'
export * from './messages/instances'
export * from './messages/refusals'
export * from './messages/settings'
export * from './messages/words'
