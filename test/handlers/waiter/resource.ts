import { CloudFormationResource } from '../rig/cloudformation-resource';
import type { CustomResourceRig } from '../rig/custom-resource-rig';
import type { Subject } from '../waiter-subjects';

/** The custom resource that waits for a subject, and its properties. */
export const waiterOf = (rig: CustomResourceRig, subject: Subject) => ({
  resource: () => new CloudFormationResource(rig, subject.type),
  properties: (arn: string, more: object = {}) => ({
    [subject.arnProperty]: arn,
    TimeoutInSeconds: 3_480,
    ContinueWhenPending: false,
    ...more,
  }),
});
