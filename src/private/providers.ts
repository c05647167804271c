/** The capabilities of a provider. */
export interface Provider {
  /** Whether customers install it themselves, so that a connection needs a host. */
  readonly needsHost: boolean;

  /** Whether Git sync supports its repositories. Absent if that is unknown. */
  readonly gitSync?: boolean;

  /** Whether managed Argo CD, HealthOmics and Service Catalog support its repositories. Absent if that is unknown. */
  readonly argoCd?: boolean;
  readonly healthOmics?: boolean;
  readonly serviceCatalog?: boolean;

  /** Whether HealthOmics supports its connections if another account shares them. Absent if that is unknown. */
  readonly healthOmicsOfOtherAccount?: boolean;

  /** Whether the owner of a repository may be a subgroup. */
  readonly subgroups: boolean;

  /** Whether each customer has an endpoint of their own, which a connection names. */
  readonly needsEndpoint?: boolean;

  /** The URL below which its repositories are, each as `owner/name`. Absent if each customer has one of their own. */
  readonly url?: string;

  /** Whether the URLs of its repositories do not end with `owner/name`. */
  readonly otherUrls?: boolean;

  /** Its properties in CodeBuild, if CodeBuild supports it. */
  readonly codeBuild?: CodeBuildProvider;

  /** Whether AWS does not say if, and how, CodeBuild supports it. Nothing is refused then. */
  readonly codeBuildIsUnknown?: boolean;
}

/** The properties of a provider in CodeBuild. CodeBuild supports webhooks for each of them. */
export interface CodeBuildProvider {
  /** The type of its sources and credentials. */
  readonly type: string;

  /** Whether account ids, by which a webhook can filter, are numbers. Absent if that is unknown. */
  readonly accountIdsAreNumbers?: boolean;

  /** Whether a build can run jobs of the provider's own CI, such as GitHub Actions. */
  readonly hasRunners?: boolean;

  /** How the names of the roles begin whose comments approve a build of a pull request. */
  readonly roles: string;
}

/** The scopes of webhooks for more than one repository. */
export type WebhookScope = 'GITHUB_GLOBAL' | 'GITHUB_ORGANIZATION' | 'GITLAB_GROUP';

/** The known providers, by their names in the API. AWS may support others. This is plain data without imports. */
export const PROVIDERS = {
  AzureDevOps: {
    needsHost: false,
    gitSync: false,
    argoCd: false,
    healthOmics: false,
    serviceCatalog: false,
    subgroups: true,
    otherUrls: true,
  },
  Bitbucket: {
    needsHost: false,
    gitSync: true,
    argoCd: true,
    healthOmics: true,
    healthOmicsOfOtherAccount: true,
    serviceCatalog: true,
    subgroups: false,
    url: 'https://bitbucket.org',
    codeBuild: { type: 'BITBUCKET', roles: 'BITBUCKET_' },
  },
  GitHub: {
    needsHost: false,
    gitSync: true,
    argoCd: true,
    healthOmics: true,
    healthOmicsOfOtherAccount: true,
    serviceCatalog: true,
    subgroups: false,
    url: 'https://github.com',
    codeBuild: { type: 'GITHUB', accountIdsAreNumbers: true, hasRunners: true, roles: 'GITHUB_' },
  },
  GitHubEnterpriseCloudDataResidency: {
    needsHost: false,
    needsEndpoint: true,
    subgroups: false,
    codeBuildIsUnknown: true,
  },
  GitHubEnterpriseServer: {
    needsHost: true,
    gitSync: true,
    argoCd: true,
    healthOmics: true,
    healthOmicsOfOtherAccount: false,
    serviceCatalog: true,
    subgroups: false,
    codeBuild: {
      type: 'GITHUB_ENTERPRISE',
      accountIdsAreNumbers: true,
      hasRunners: true,
      roles: 'GITHUB_',
    },
  },
  GitLab: {
    needsHost: false,
    gitSync: true,
    argoCd: true,
    healthOmics: true,
    healthOmicsOfOtherAccount: true,
    serviceCatalog: false,
    subgroups: true,
    url: 'https://gitlab.com',
    codeBuild: { type: 'GITLAB', hasRunners: true, roles: 'GITLAB_' },
  },
  GitLabSelfManaged: {
    needsHost: true,
    gitSync: true,
    argoCd: true,
    healthOmics: true,
    healthOmicsOfOtherAccount: false,
    serviceCatalog: false,
    subgroups: true,
    codeBuild: { type: 'GITLAB_SELF_MANAGED', hasRunners: true, roles: 'GITLAB_' },
  },
} satisfies Readonly<Record<string, Provider>>;

export type ProviderName = keyof typeof PROVIDERS;

/** The providers for which CodeBuild has a type of source. */
export type BuildProvider = {
  [Name in ProviderName]: (typeof PROVIDERS)[Name] extends { codeBuild: CodeBuildProvider } ? Name : never;
}[ProviderName];

/** The capabilities of a provider, or nothing if it is unknown. */
export function providerNamed(name: string | undefined): Provider | undefined {
  return name !== undefined && Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name as ProviderName] : undefined;
}

/** The names of the providers with a capability. */
export function providersThat(can: (provider: Provider) => unknown): string[] {
  return Object.keys(PROVIDERS).filter((name) => can(PROVIDERS[name as ProviderName]));
}
