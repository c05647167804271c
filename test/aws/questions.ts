/** What is not known of the service, or what sources say differently: `npm run test:aws` answers it. */
export interface Question {
  readonly text: string;
  /** What the simulator has to be set to for another answer than its own. Without it, it would have to be changed. */
  readonly setting?: string;
}

export const QUESTIONS = {
  duplicateName: { text: 'Are two connections of one name refused?', setting: 'uniqueConnectionNames' },
  noTags: { text: 'What is `Tags` in an answer when none were given?' },
  dataResidency: { text: 'Is a connection to ghe.com made by providerEndpoint alone, and does its answer have it?' },
  hostOfDataResidency: { text: 'Is a host at ghe.com refused?' },
  hostId: { text: 'What does the id of a host look like, after its name?' },
  pendingLink: { text: 'Which error has a repository link on a connection that is pending?' },
  unknownConnection: { text: 'Which status and code has GetConnection of none?', setting: 'errorStatuses' },
  unknownConnectionOfOlderApi: { text: 'The same, by the older API?', setting: 'errorStatuses' },
  unknownStack: { text: 'Which status and code has GetSyncConfiguration of none?', setting: 'errorStatuses' },
  longName: { text: 'Which status and code has a name that is too long?', setting: 'errorStatuses' },
  blockersOfNone: {
    text: 'What is GetSyncBlockerSummary of a stack without a sync configuration?',
    setting: 'emptyBlockerSummary',
  },
  capitals: { text: 'Does CloudFormation take a stack name of capitals for a sync configuration?' },
  firstSync: { text: 'Does a new sync configuration start a sync, without a push?', setting: 'firstSync' },
  push: { text: 'Does a push start a sync, which makes the stack?' },
  emptyCommit: { text: 'Does an empty commit start a sync?' },
  localPath: { text: 'Is `./` taken at the beginning of template-file-path?' },
  drift: { text: 'Is a stack that has drifted synced, or is there a sync blocker?', setting: 'driftBlocks' },
  foreignUpdate: { text: 'Does an update of the stack by somebody else raise a sync blocker?' },
  pushWhileBlocked: { text: 'Does a push start a sync while there is a sync blocker?', setting: 'syncsWhileBlocked' },
  resolution: { text: 'Does the resolution of the sync blocker start a sync by itself?' },
  foreignDeletion: {
    text: 'Does a deletion of the stack by somebody else raise a sync blocker?',
    setting: 'deletionBlocks',
  },
  madeAgain: { text: 'Does a push make a deleted stack again?' },
} as const satisfies Record<string, Question>;

export type QuestionName = keyof typeof QUESTIONS;

/** The answers in one account, as far as there are any. */
export type Answers = Readonly<Partial<Record<QuestionName, string>>>;
