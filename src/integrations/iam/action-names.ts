/** The actions that the Service Authorization Reference lists, the same under both prefixes. */
export const LISTED_ACTIONS = [
  'CreateConnection',
  'CreateHost',
  'CreateRepositoryLink',
  'CreateSyncConfiguration',
  'DeleteConnection',
  'DeleteHost',
  'DeleteRepositoryLink',
  'DeleteSyncConfiguration',
  'GetConnection',
  'GetConnectionToken',
  'GetHost',
  'GetIndividualAccessToken',
  'GetInstallationUrl',
  'GetRepositoryLink',
  'GetRepositorySyncStatus',
  'GetResourceSyncStatus',
  'GetSyncBlockerSummary',
  'GetSyncConfiguration',
  'ListConnections',
  'ListHosts',
  'ListInstallationTargets',
  'ListRepositoryLinks',
  'ListRepositorySyncDefinitions',
  'ListSyncConfigurations',
  'ListTagsForResource',
  'PassConnection',
  'PassRepository',
  'RegisterAppCode',
  'StartAppRegistrationHandshake',
  'StartOAuthHandshake',
  'TagResource',
  'UntagResource',
  'UpdateConnectionInstallation',
  'UpdateHost',
  'UpdateRepositoryLink',
  'UpdateSyncBlocker',
  'UpdateSyncConfiguration',
  'UseConnection',
];

/** Actions in policies of AWS's guides that the reference does not list. */
const IN_GUIDES = ['CreateForcedTargetSync', 'CreatePullRequestForResource', 'GetResourcePolicy'];

const NAMES = [...LISTED_ACTIONS, ...IN_GUIDES];

/** An action of this service in a policy, without its prefix, or nothing if it belongs to another service. */
export function nameOfAction(action: unknown): string | undefined {
  return /^(?:codeconnections|codestar-connections):(.*)$/i.exec(String(action))?.[1];
}

/** Whether an action is of another prefix that was probably meant to be one of the service. */
export function hasWrongPrefix(action: unknown): boolean {
  return /^code-?(?:star-?)?connections?:/i.test(String(action)) && nameOfAction(action) === undefined;
}

/** The actions that exist, and that an action with wildcards stands for. */
export function actionsNamed(name: string): string[] {
  return NAMES.filter((known) => matchesPattern(name, known));
}

/** Whether an action, which may have wildcards, stands for at least one that exists. */
export function existsAction(name: string | undefined): boolean {
  return name !== undefined && actionsNamed(name).length > 0;
}

/** The action that a wrong name may stand for: the one that begins like it for the longest. */
export function similarAction(name: string): string | undefined {
  const alike = NAMES.map((known) => {
    const end = [...known].findIndex((letter, at) => letter !== name[at]);
    return { known, length: end < 0 ? known.length : end };
  });
  const [best] = alike.sort((left, right) => right.length - left.length);
  return best && best.length >= ALIKE ? best.known : undefined;
}

/** The letters that two names have in common at least: more than a verb such as `Update`. */
const ALIKE = 8;

/** Whether a pattern of IAM, with `*` and `?` as wildcards, matches a text. Actions have no upper and lower case. */
export function matchesPattern(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(text);
}
