import { LegacyStackSynthesizer } from 'aws-cdk-lib';
import { useEveryCustomResource } from '../../test/every-custom-resource';
import { measure } from './custom-resources';

measure((stack, i) => useEveryCustomResource(stack, String(i)), { synthesizer: new LegacyStackSynthesizer() });
