/**
 * What AWS takes, each fact once: for the props of constructs, for the properties that handlers read, and for rules.
 *
 * It is plain data without imports, since the handlers hold it too.
 */

/** The least and the most: of characters, of entries, of seconds. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** How long a text is, and what it looks like. */
export interface TextLimit extends Bounds {
  readonly pattern?: RegExp;
  /** The pattern in words. */
  readonly form?: string;
}

/** Each of the service's resources has a name, and the service has no more to say about most of them. */
const SINGLE_LINE = /^.*$/;
const A_SINGLE_LINE = 'a single line';

export const CONNECTION_NAME: Bounds = { min: 1, max: 32 };
export const HOST_NAME: TextLimit = { min: 1, max: 64, pattern: SINGLE_LINE, form: A_SINGLE_LINE };
export const PROVIDER_TYPE: Bounds = { min: 1, max: 64 };
export const PROVIDER_ENDPOINT: TextLimit = { min: 1, max: 512, pattern: SINGLE_LINE, form: A_SINGLE_LINE };
export const TLS_CERTIFICATE: Bounds = { min: 1, max: 16_384 };
export const SUBNETS: Bounds = { min: 1, max: 10 };
export const SECURITY_GROUPS: Bounds = { min: 1, max: 10 };

export const OWNER_ID: Bounds = { min: 1, max: 255 };
export const REPOSITORY_NAME: Bounds = { min: 1, max: 128 };

/** As Git takes it. What looks like a pattern, or like a variable of a policy, is none. */
export const BRANCH: TextLimit = {
  min: 1,
  max: 255,
  pattern: /^(?!\/|refs\/|.*\$\{)[^\s~^:?*[\\\p{Cc}]+$/u,
  form: "a name in Git, such as 'main' or 'release/1.0', without 'refs/heads/', wildcards and variables",
};

/** CloudFormation takes 128 characters, Git sync 100. Git sync takes underscores and leading digits, CloudFormation none. */
export const STACK_NAME: TextLimit = {
  min: 1,
  max: 100,
  pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
  form: 'letters, digits and hyphens, beginning with a letter',
};

export const COMMIT: Bounds = { min: 1, max: 255 };
export const BLOCKER_ID: Bounds = { min: 1, max: 50 };
export const BLOCKER_REASON: Bounds = { min: 1, max: 250 };

export const TAGS: Bounds = { min: 0, max: 200 };
export const TAG_KEY: Bounds = { min: 1, max: 128 };
export const TAG_VALUE: Bounds = { min: 0, max: 256 };

export const REGION: Bounds = { min: 1, max: 50 };
export const ROLE_ARN: Bounds = { min: 1, max: 1024 };

/** CloudFormation waits for an hour at most, and two minutes of it are for the response. */
export const WAIT_SECONDS: Bounds = { min: 1, max: 58 * 60 };

/** Quotas of the service that cannot be raised. */
export const SYNC_CONFIGURATIONS_OF_LINK = 100;
export const SYNC_CONFIGURATIONS_OF_BRANCH = 50;

/** The filters of a kind that a source of a pipeline has. */
export const PIPELINE_FILTERS: Bounds = { min: 1, max: 3 };

/** What Git sync takes in a deployment file, of parameters and of tags. */
export const DEPLOYMENT_FILE_ENTRIES: Bounds = { min: 0, max: 50 };

/** What CloudFormation takes of a template. */
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
