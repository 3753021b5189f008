// Words that stand everywhere: buttons, times, names of places.

export const times = {
  justNow: 'just now',
  seconds: (n: string) => `${n} s`,
  minutes: (n: string) => `${n} min`,
  hours: (n: string) => `${n} h`,
  days: (n: string) => `${n} d`,
  ago: (age: string) => `${age} ago`,
  today: (time: string) => `today, ${time}`,
  yesterday: (time: string) => `yesterday, ${time}`,
  onDay: (day: string, time: string) => `${day}, ${time}`,
}

export const common = {
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  continue: 'Continue',
  stop: 'Stop',
  remove: 'Remove',
  again: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  copyThis: (what: string) => `Copy ${what}`,
  yes: 'Yes',
  no: 'No',
  none: 'none',
  loading: 'Loading',
  practice: 'PRACTICE',
  showPicture: 'Show the picture',
  hidePicture: 'Hide the picture',
  noPicture: 'No picture',
  pictureOff: 'Pictures are off for this instance',
  more: 'More',
  dismiss: 'Dismiss',
  notifications: 'What happened',
  serverSaid: 'The server said:',
}
