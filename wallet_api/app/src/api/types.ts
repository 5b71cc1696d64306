// The names under which the screens use what the service's description calls it.
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Account = Schemas["AccountBody"];
export type Opening = Schemas["OpeningBody"];
export type Device = Schemas["DeviceBody"];
export type Passkey = Schemas["PasskeyBody"];
export type SignedIn = Schemas["SignedInBody"];
export type Options = Schemas["OptionsBody"];
export type Link = Schemas["LinkBody"];
export type Scan = Schemas["ScanBody"];
export type Offer = Schemas["OfferBody"];
export type Card = Schemas["CardBody"];
export type CardInFull = Schemas["CredentialBody"];
export type Request = Schemas["RequestBody"];
export type Disclosure = Schemas["DisclosureBody"];
export type Ending = Schemas["EndingBody"];
export type Organisation = Schemas["OrganisationBody"];
export type Care = Schemas["Care"];
export type Group = Schemas["Group"];
export type Proved = Schemas["Proved"];
export type CardType = Schemas["CardTypeBody"];
export type AttributeDisplay = Schemas["AttributeDisplayBody"];
