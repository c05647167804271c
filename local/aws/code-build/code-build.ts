import { type AwsEnvironment, awsRequest } from '../aws-request.ts';
import type { WebhookDecision } from './decision.ts';
import { type Delivery, decide, type Project } from './delivery.ts';

/** A delivery to a project of the local AWS. */
export interface ProjectDelivery extends Delivery {
  /** The name of the project. */
  readonly project: string;
  /** @default us-east-1 */
  readonly region?: string;
}

/** CodeBuild's webhooks in the local AWS, which runs no builds. */
export class CodeBuild {
  private readonly root: AwsEnvironment;

  /** @param root the environment of the root user of the account */
  constructor(root: AwsEnvironment) {
    this.root = root;
  }

  /**
   * Whether CodeBuild would start a build when a provider sends this to the webhook of a project.
   *
   * @throws when there is no such project, it has no webhook, or the payload lacks what a filter looks at
   */
  async deliverWebhook({
    project: name,
    region = this.root.AWS_REGION,
    ...delivery
  }: ProjectDelivery): Promise<WebhookDecision> {
    const { projects } = await awsRequest<{ projects: Project[] }>(
      { ...this.root, AWS_REGION: region },
      { service: 'codebuild', target: 'CodeBuild_20161006.BatchGetProjects', body: { names: [name] } },
    );
    const [project] = projects;
    if (project === undefined) throw new Error(`there is no project ${name} in ${region}`);
    return decide(project, delivery);
  }
}
