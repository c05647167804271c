/**
 * The limits of AWS, each stated once: for the props of constructs, for the properties that handlers read, and for
 * rules.
 *
 * This is plain data without imports, because the handlers bundle it.
 */

/** A minimum and a maximum, for example of characters, entries or seconds. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The length and the form of a text. */
export interface TextLimit extends Bounds {
  readonly pattern?: RegExp;
  /** The pattern in words. */
  readonly form?: string;
}

/** The only form that the service demands of most names. */
const SINGLE_LINE = /^.*$/;
const A_SINGLE_LINE = 'a single line';

export const CONNECTION_NAME: Bounds = { min: 1, max: 32 };
export const HOST_NAME: TextLimit = { min: 1, max: 64, pattern: SINGLE_LINE, form: A_SINGLE_LINE };
export const PROVIDER_TYPE: Bounds = { min: 1, max: 64 };
export const PROVIDER_ENDPOINT: TextLimit = { min: 1, max: 512, pattern: SINGLE_LINE, form: A_SINGLE_LINE };
/** The endpoint of a new host. The service also accepts other texts, with which the host cannot be set up. */
export const PROVIDER_URL: TextLimit = {
  ...PROVIDER_ENDPOINT,
  pattern: /^https?:\/\/[^\s/]+(?:\/\S*)?$/,
  form: "a URL with its scheme, such as 'https://git.example.com'",
};
/**
 * A server that customers install themselves, as the webhooks of CodeBuild name it. AWS's guide has a URL there, and
 * people also give the name of the server alone.
 */
export const SERVER: TextLimit = {
  min: 1,
  max: 512,
  pattern: /^(?:https?:\/\/)?[^\s/:?#@]+(?::\d+)?\/?$/,
  form: "the URL of the server without a path, such as 'https://git.example.com', or its name",
};
/** The endpoint of a tenant at ghe.com. */
export const TENANT_URL: TextLimit = {
  ...PROVIDER_ENDPOINT,
  pattern: /^https:\/\/[a-z\d](?:[a-z\d-]*[a-z\d])?\.ghe\.com\/?$/i,
  form: "the https URL of a tenant of ghe.com, such as 'https://octocorp.ghe.com'",
};
export const TLS_CERTIFICATE: Bounds = { min: 1, max: 16_384 };
export const SUBNETS: Bounds = { min: 1, max: 10 };
export const SECURITY_GROUPS: Bounds = { min: 1, max: 10 };

export const OWNER_ID: Bounds = { min: 1, max: 255 };
export const REPOSITORY_NAME: Bounds = { min: 1, max: 128 };

/** A branch name as Git allows it. Texts that look like a pattern or a policy variable are refused. */
export const BRANCH: TextLimit = {
  min: 1,
  max: 255,
  pattern:
    /^(?!\/|-|@$|refs\/|.*(?:\$\{|@\{|\/\/|\.\.|[./]$)|(?:.*\/)?(?:\.|[^/]*\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]+$/u,
  form: "a Git name such as 'main' or 'release/1.0', without 'refs/heads/', wildcards or variables",
};

/**
 * CloudFormation allows 128 characters, Git sync 100. Git sync allows underscores and leading digits, CloudFormation
 * does not.
 */
export const STACK_NAME: TextLimit = {
  min: 1,
  max: 100,
  pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
  form: 'letters, digits and hyphens, beginning with a letter',
};

/**
 * CloudFormation's own patterns in links and sync configurations. They have to match a part of the text only, but have
 * no capitals, and not all partitions.
 */
export const CLOUDFORMATION_NAME = {
  pattern: /[a-z0-9_.-]/,
  form: "a text with a small letter, a digit, '_', '.' or '-'",
};
export const CLOUDFORMATION_ARN = {
  pattern: /arn:(aws|aws-us-gov|aws-cn):.+:.+:[0-9]{12}:.+/,
  form: "an ARN in the partitions 'aws', 'aws-us-gov' and 'aws-cn'",
};

export const COMMIT: Bounds = { min: 1, max: 255 };
export const BLOCKER_ID: Bounds = { min: 1, max: 50 };
export const BLOCKER_REASON: Bounds = { min: 1, max: 250 };

export const TAGS: Bounds = { min: 0, max: 200 };
/** The tags with which the library marks a connection that CloudFormation cannot make. */
export const OWN_TAGS = 3;
export const OWN_TAG_PREFIX = 'cdk-codeconnections:';
export const TAG_KEY: Bounds = { min: 1, max: 128 };
export const TAG_VALUE: Bounds = { min: 0, max: 256 };

export const REGION: Bounds = { min: 1, max: 50 };
export const ROLE_ARN: Bounds = { min: 1, max: 1024 };

/** CloudFormation waits for at most an hour, of which two minutes are reserved for the response. */
export const WAIT_SECONDS: Bounds = { min: 1, max: 58 * 60 };

/** Of a Lambda function: the memory, and the number of runs that can be reserved. No run at all would switch it off. */
export const FUNCTION_MEMORY_MB: Bounds = { min: 128, max: 10_240 };
export const RESERVED_EXECUTIONS: Pick<Bounds, 'min'> = { min: 1 };

/** Quotas of the service that cannot be raised. */
export const SYNC_CONFIGURATIONS_OF_LINK = 100;
export const SYNC_CONFIGURATIONS_OF_BRANCH = 50;

/** The number of filters of one kind that a pipeline source can have. */
export const PIPELINE_FILTERS: Bounds = { min: 1, max: 3 };
/** The patterns in a list of such a filter. */
export const PIPELINE_PATTERNS: Bounds = { min: 1, max: 8 };
export const PIPELINE_PATTERN: TextLimit = { min: 1, max: 255, pattern: SINGLE_LINE, form: A_SINGLE_LINE };
export const PIPELINE_ACTION_NAME: TextLimit = {
  min: 1,
  max: 100,
  pattern: /^[A-Za-z0-9.@_-]+$/,
  form: "letters, digits, '.', '@', '-' and '_'",
};

/** The source of a product of Service Catalog. */
export const PRODUCT_REPOSITORY: Bounds = { min: 1, max: 100 };
export const PRODUCT_BRANCH: Bounds = { min: 1, max: 250 };
export const PRODUCT_ARTIFACT_PATH: Bounds = { min: 1, max: 4096 };

/** The definition of a workflow of HealthOmics. */
export const EXCLUDED_FILE_PATTERNS: Bounds = { min: 1, max: 50 };
export const COMMIT_ID: TextLimit = {
  min: 7,
  max: 64,
  pattern: /^[0-9a-fA-F]+$/,
  form: 'the id of a commit in hexadecimal digits',
};

/** A parameter in a hierarchy of Parameter Store. Its ARN has at most 1,011 characters, of which some are for the rest. */
export const PARAMETER_PATH: TextLimit = {
  min: 2,
  max: 900,
  pattern: /^\/(?!aws|ssm)[\w.-]+(?:\/[\w.-]+){0,14}$/i,
  form: "a path such as '/argocd/repositories', of at most 15 levels of letters, digits, '.', '-' and '_', which does not begin with 'aws' or 'ssm'",
};

/** The number of parameters, and of tags, that Git sync accepts in a deployment file. */
export const DEPLOYMENT_FILE_ENTRIES: Bounds = { min: 0, max: 50 };

/** The limits of a CloudFormation template. */
export const TEMPLATE_BYTES = 1_000_000;
export const TEMPLATE_BYTES_WITHOUT_S3 = 51_200;
export const TEMPLATE_SECTIONS = { Resources: 500, Parameters: 200, Outputs: 200 } as const;
export const PARAMETER_NAME: TextLimit = {
  min: 1,
  max: 255,
  pattern: /^[A-Za-z0-9]+$/,
  form: 'letters and digits only',
};
export const PARAMETER_VALUE_BYTES: Bounds = { min: 0, max: 4096 };
