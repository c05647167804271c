/** The violations of awslint that are intended, as `rule:element`, each with the reason. */
const EXCLUSIONS: Record<string, string> = {
  'construct-ctor-props-optional:cdk-codeconnections.Connection': 'one of two optional props must be given',
  'construct-ctor-props-optional:cdk-codeconnections.ConnectionLookup': 'one of the optional criteria must be given',
  'construct-ctor-props-optional:cdk-codeconnections.HostLookup': 'one of the optional criteria must be given',
  'construct-ctor-props-optional:cdk-codeconnections.RepositoryLinkLookup':
    'one of the optional criteria must be given',
  'props-physical-name:cdk-codeconnections.RepositoryLinkProps': 'a repository link has no name',
  'props-physical-name:cdk-codeconnections.SyncConfigurationProps': 'a sync configuration has the name of its stack',
  'props-physical-name:cdk-codeconnections.AvailableConnectionProps': 'the name is that of the connection',
  'props-physical-name:cdk-codeconnections.AvailableHostProps': 'the name is that of the host',
  'props-physical-name:cdk-codeconnections.ConnectionSourceCredentialsProps': 'source credentials have no name',
  'props-physical-name:cdk-codeconnections.ConnectionLookupProps': 'the name is that of the connection',
  'props-physical-name:cdk-codeconnections.HostLookupProps': 'the name is that of the host',
  'props-physical-name:cdk-codeconnections.RepositoryLinkLookupProps': 'a repository link has no name',
  'props-physical-name:cdk-codeconnections.RepositorySyncDefinitionsProps': 'a list of sync definitions has no name',
  'props-physical-name:cdk-codeconnections.SuccessfulSyncProps': 'a sync has no name',
  'props-physical-name:cdk-codeconnections.SyncBlockerResolutionProps': 'a decision has no name',
  'props-physical-name:cdk-codeconnections.TargetStackProps': 'the name is that of the stack',
  'resource-interface:cdk-codeconnections.AvailableConnection': 'it is an IConnection',
  'resource-interface:cdk-codeconnections.AvailableHost': 'it is an IHost',
  'resource-interface:cdk-codeconnections.ConnectionLookup': 'it is an IConnection',
  'resource-interface:cdk-codeconnections.HostLookup': 'it is an IHost',
  'resource-interface:cdk-codeconnections.RepositoryLinkLookup': 'it is an IRepositoryLink',
  'resource-interface:cdk-codeconnections.RepositorySyncDefinitions': 'nothing takes a list of sync definitions',
  'resource-interface:cdk-codeconnections.SuccessfulSync': 'it is an ISyncConfiguration',
  'resource-interface:cdk-codeconnections.SyncBlockerResolution': 'nothing takes a decision',
  'resource-interface:cdk-codeconnections.TargetStack': 'a sync configuration takes the name of the stack',
  'resource-interface:cdk-codeconnections.ConnectionShare': 'nothing takes a share',
  'resource-interface:cdk-codeconnections.ConnectionSourceCredentials': 'nothing takes source credentials',
  'resource-interface:cdk-codeconnections.GitSyncRole': 'it is an IRole',
  'resource-interface:cdk-codeconnections.ArgoCdCapabilityRole': 'it is an IRole',
  'prefer-ref-interface:cdk-codeconnections.CodeConnectionsFunctionOptions.role': 'policies are attached to an IRole',
  'prefer-ref-interface:cdk-codeconnections.CodeConnectionsFunctionOptions.securityGroups':
    'ec2.Connections takes no references',
  'prefer-ref-interface:cdk-codeconnections.CodeConnectionsFunctionOptions.vpc': 'subnets are selected from an IVpc',
  'prefer-ref-interface:cdk-codeconnections.ConnectionSourceCredentials.allowProject.project':
    'a reference of a project does not know its role',
  'prefer-ref-interface:cdk-codeconnections.HostAttributes.securityGroups': 'ec2.Connections takes no references',
  'prefer-ref-interface:cdk-codeconnections.HostProps.securityGroups': 'ec2.Connections takes no references',
  'prefer-ref-interface:cdk-codeconnections.HostProps.vpc': 'subnets are selected from an IVpc',
  'prefer-ref-interface:aws-cdk-lib.*': "not of this library's API, but of types that it takes",
};

/** The exclusions in the form of package.json. */
export const awslintExclusions = Object.keys(EXCLUSIONS);
