import { partsOf, resourceId } from './arn';

const CONSOLES: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

interface Place {
  readonly partition: string;
  readonly region: string;
}

/** The page of the AWS console where a person completes a connection or sets up a host. */
export function consoleLink(arn: string): string {
  const parts = partsOf(arn);
  const { service, region, account, resource } = parts;
  const pages = resource.startsWith('host/') ? 'hosts' : 'connections';
  return `${consoleOf(parts)}/codesuite/settings/${account}/${region}/${service}/${pages}/${encodeURIComponent(resourceId(arn))}`;
}

/** The page of the AWS console that lists all connections. */
export function codeSuiteLink(place: Place & { readonly account: string }): string {
  return `${consoleOf(place)}/codesuite/settings/${place.account}/${place.region}/connections`;
}

/** The page of the AWS console that lists a stack, which has a tab for Git sync. */
export function cloudFormationLink(stackName: string, place: Place): string {
  return `${consoleOf(place)}/cloudformation/home?region=${place.region}#/stacks?filteringText=${encodeURIComponent(stackName)}`;
}

function consoleOf({ partition, region }: Place): string {
  return `https://${region}.${CONSOLES[partition] ?? 'console.aws.amazon.com'}`;
}
