import { Aws } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { partsOfArn } from './arns';

/** The domains of the partitions that AWS documents. Connections are in no other one yet. */
const DOMAINS: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
};

/** Where Git clients reach the repositories of a connection. Each part may have tokens. */
export interface GitHttp {
  /** The scheme and the host, whose name begins with the service prefix of the ARN. */
  readonly origin: string;
  /** The beginning of the URLs of all repositories, without a slash at its end. */
  readonly baseUrl: string;
  /** The Region for which clients sign. */
  readonly region: string;
}

/**
 * Where Git clients reach the repositories of a connection, by its ARN.
 *
 * @throws when the ARN is not that of a connection
 */
export function gitHttpOf(connectionArn: string, scope: IConstruct): GitHttp {
  const { partition, service, region, account, id } = partsOfArn(connectionArn, 'connection', scope);
  const origin = `https://${service}.${region}.${DOMAINS[partition] ?? Aws.URL_SUFFIX}`;
  return { origin, baseUrl: `${origin}/git-http/${account}/${region}/${id}`, region };
}
