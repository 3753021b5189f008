//! Errors in the language of whoever reads them (6.4): validation and OAuth only; the fixed English ones stay in `refusal`.
//!
//! English is as the servers have it; German and French are this server's own wording, because a client has to go by status, not by text.

use super::state::Mastodon;
use crate::Otherwise;
use crate::call::Call;

/// The languages this server speaks; everybody else reads English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    En,
    De,
    Fr,
}

/// What is wrong with which field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flaw(pub(super) Field, pub(super) Complaint);

/// A validated field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Type,
    Category,
    RuleIds,
    ApplicationName,
    RedirectUri,
    Scopes,
}

/// What a validation finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Complaint {
    Blank,
    NotInList,
    NotBlank,
    TooLong(usize),
    RelativeUri,
    Fragment,
    ForbiddenUri,
    UnknownScopes,
    UnknownRules,
}

/// A message of the OAuth library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrase {
    Revoked,
    Expired,
    InvalidToken,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidRequest,
    InvalidRedirect,
    AccessDenied,
    UnauthorizedClient,
    UnsupportedGrant,
    UnsupportedResponse,
}

impl Language {
    fn of(tag: &str) -> Option<Self> {
        match tag.split(['-', '_', ';']).next()?.trim().to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }

    const fn pick(self, [en, de, fr]: [&str; 3]) -> &str {
        match self {
            Self::En => en,
            Self::De => de,
            Self::Fr => fr,
        }
    }

    pub(super) fn validation(self, flaws: &[Flaw]) -> String {
        let list: Vec<String> = flaws.iter().map(|flaw| flaw.told(self)).collect();
        let head = self.pick(["Validation failed: ", "Prüfung fehlgeschlagen: ", "Validation impossible : "]);
        format!("{head}{}", list.join(", "))
    }

    pub(super) const fn phrase(self, phrase: Phrase) -> &'static str {
        self.pick(match phrase {
            Phrase::Revoked => [
                "The access token was revoked",
                "Das Zugriffstoken wurde zurückgezogen",
                "Le jeton d’accès a été retiré",
            ],
            Phrase::Expired => {
                ["The access token expired", "Das Zugriffstoken gilt nicht mehr", "Le jeton d’accès n’est plus valable"]
            }
            Phrase::InvalidToken => {
                ["The access token is invalid", "Das Zugriffstoken ist ungültig", "Le jeton d’accès est incorrect"]
            }
            Phrase::InvalidClient => [
                "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
                "Die Anwendung ist unbekannt oder hat sich nicht ausgewiesen.",
                "L’application est inconnue ou ne s’est pas identifiée.",
            ],
            Phrase::InvalidGrant => [
                "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
                "Die Erlaubnis ist ungültig, verbraucht oder gehört einer anderen Anwendung.",
                "L’autorisation est incorrecte, déjà utilisée ou appartient à une autre application.",
            ],
            Phrase::InvalidScope => [
                "The requested scope is invalid, unknown, or malformed.",
                "Die verlangten Befugnisse gibt es nicht.",
                "Les permissions demandées n’existent pas.",
            ],
            Phrase::InvalidRequest => [
                "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.",
                "Der Anfrage fehlt eine Angabe, oder eine Angabe ist falsch.",
                "Il manque un paramètre à la demande, ou il est incorrect.",
            ],
            Phrase::InvalidRedirect => [
                "The requested redirect uri is malformed or doesn't match client redirect URI.",
                "Die Adresse für die Rückkehr passt nicht zur Anwendung.",
                "L’adresse de retour ne correspond pas à l’application.",
            ],
            Phrase::AccessDenied => [
                "The resource owner or authorization server denied the request.",
                "Die Erlaubnis wurde verweigert.",
                "L’autorisation a été refusée.",
            ],
            Phrase::UnauthorizedClient => [
                "You are not authorized to revoke this token",
                "Dieses Token darf hier nicht zurückgezogen werden",
                "Ce jeton ne peut pas être retiré ici",
            ],
            Phrase::UnsupportedGrant => [
                "The authorization grant type is not supported by the authorization server.",
                "Diese Art der Erlaubnis gibt es hier nicht.",
                "Ce type d’autorisation n’existe pas ici.",
            ],
            Phrase::UnsupportedResponse => [
                "The authorization server does not support this response type.",
                "Diese Art der Antwort gibt es hier nicht.",
                "Ce type de réponse n’existe pas ici.",
            ],
        })
    }
}

impl Flaw {
    fn told(self, language: Language) -> String {
        let field = language.pick(match self.0 {
            Field::Type => ["Type", "Art", "Type"],
            Field::Category => ["Category", "Kategorie", "Catégorie"],
            Field::RuleIds => ["Rule ids", "Regeln", "Règles"],
            Field::ApplicationName => ["Application name", "Name der Anwendung", "Nom de l’application"],
            Field::RedirectUri => ["Redirect URI", "Rückkehradresse", "Adresse de retour"],
            Field::Scopes => ["Scopes", "Befugnisse", "Permissions"],
        });
        let complaint = language.pick(match self.1 {
            Complaint::Blank => ["can't be blank", "fehlt", "manque"],
            Complaint::NotInList => ["is not included in the list", "steht nicht zur Wahl", "n’est pas dans la liste"],
            Complaint::NotBlank => ["must be blank", "muss leer bleiben", "doit rester vide"],
            Complaint::TooLong(most) => {
                return match language {
                    Language::En => format!("{field} is too long (maximum is {most} characters)"),
                    Language::De => format!("{field} ist zu lang (höchstens {most} Zeichen)"),
                    Language::Fr => format!("{field} est trop long ({most} caractères au plus)"),
                };
            }
            Complaint::RelativeUri => ["must be an absolute URI.", "muss vollständig sein.", "doit être complète."],
            Complaint::Fragment => {
                ["cannot contain a fragment.", "darf kein # enthalten.", "ne doit pas contenir de #."]
            }
            Complaint::ForbiddenUri => {
                ["is forbidden by the server.", "ist hier nicht erlaubt.", "n’est pas autorisée ici."]
            }
            Complaint::UnknownScopes => {
                ["doesn't match configured on the server.", "gibt es hier nicht.", "n’existent pas ici."]
            }
            Complaint::UnknownRules => ["does not reference valid rules", "gibt es hier nicht", "n’existent pas ici"],
        });
        format!("{field} {complaint}")
    }
}

impl Mastodon {
    /// `lang`, else the token user's own setting, else what the client prefers.
    pub(super) fn language(&self, call: &Call) -> Language {
        if let Some(language) = call.form.filled("lang").and_then(Language::of) {
            return language;
        }
        let locale = self
            .caller(call)
            .filter(|_| !self.manner.otherwise.contains(&Otherwise::UserLocale))
            .and_then(|id| self.accounts.get(&id)?.user.as_ref()?.locale.as_deref());
        match locale {
            // A language that this server doesn't speak still wins over what the client prefers.
            Some(locale) => Language::of(locale).unwrap_or(Language::En),
            None => call.languages.split(',').find_map(Language::of).unwrap_or(Language::En),
        }
    }
}
