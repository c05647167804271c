/** What a provider can do, each fact once. It is plain data without imports. */
export interface Provider {
  /** Whether people install it themselves, so that a host stands between it and a connection. */
  readonly needsHost: boolean;

  /** Whether Git sync takes its repositories. */
  readonly gitSync: boolean;

  /** Whether the owner of a repository may be a group within a group. */
  readonly subgroups: boolean;

  /** What CodeBuild has for it. Without, CodeBuild builds none of its repositories. */
  readonly codeBuild?: CodeBuildProvider;
}

/** Each of these has webhooks in CodeBuild. */
export interface CodeBuildProvider {
  /** The type of a source, and of credentials. */
  readonly type: string;

  /** Where its repositories are cloned from, unless people install it themselves. */
  readonly url?: string;

  /** Whether the id of an account, which a webhook can filter by, is a number. Of the others that is not known. */
  readonly accountIdsAreNumbers?: boolean;
}

/** The providers by what the API calls them. There may be more, of which nothing is known. */
export const PROVIDERS = {
  AzureDevOps: { needsHost: false, gitSync: false, subgroups: true },
  Bitbucket: {
    needsHost: false,
    gitSync: true,
    subgroups: false,
    codeBuild: { type: 'BITBUCKET', url: 'https://bitbucket.org' },
  },
  GitHub: {
    needsHost: false,
    gitSync: true,
    subgroups: false,
    codeBuild: { type: 'GITHUB', url: 'https://github.com', accountIdsAreNumbers: true },
  },
  GitHubEnterpriseServer: {
    needsHost: true,
    gitSync: true,
    subgroups: false,
    codeBuild: { type: 'GITHUB_ENTERPRISE', accountIdsAreNumbers: true },
  },
  GitLab: {
    needsHost: false,
    gitSync: true,
    subgroups: true,
    codeBuild: { type: 'GITLAB', url: 'https://gitlab.com' },
  },
  GitLabSelfManaged: {
    needsHost: true,
    gitSync: true,
    subgroups: true,
    codeBuild: { type: 'GITLAB_SELF_MANAGED' },
  },
} satisfies Readonly<Record<string, Provider>>;

export type ProviderName = keyof typeof PROVIDERS;

/** What a provider can do; nothing of one that is not known, by name or at all. */
export function providerNamed(name: string | undefined): Provider | undefined {
  return name !== undefined && Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name as ProviderName] : undefined;
}

/** The names of the providers that can do something. */
export function providersThat(can: (provider: Provider) => unknown): string[] {
  return Object.keys(PROVIDERS).filter((name) => can(PROVIDERS[name as ProviderName]));
}
