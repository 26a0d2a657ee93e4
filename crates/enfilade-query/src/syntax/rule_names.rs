//! Each rule of the grammar in the user's words.
//!
//! The match is exhaustive on purpose: a new rule does not compile until it is decided here what
//! a user is told when it was expected. The grammar's own names never reach a user.

use super::grammar::Rule;

/// What a user is told when a rule was expected.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Words {
    /// A word or sign of the language, to be shown as written.
    Keyword(&'static str),
    /// A kind of thing, described.
    Thing(&'static str),
    /// Nothing: part of a larger thing, a mistake, or not built yet.
    Silent,
}

/// The user's words for a rule.
pub(super) fn words(rule: Rule) -> Words {
    use Words::{Keyword, Silent, Thing};
    match rule {
        // Heads, sets.
        Rule::set | Rule::operand | Rule::parenthesised | Rule::named | Rule::described => {
            Thing("a set")
        }
        Rule::noun | Rule::plural_noun | Rule::singular_noun => Thing("a noun"),
        Rule::name | Rule::upn | Rule::guid | Rule::path => Thing("a name"),
        Rule::verb | Rule::reach | Rule::tail => Keyword("reach"),
        Rule::can_reach => Keyword("can reach"),
        Rule::could_reach => Keyword("could reach"),
        Rule::do_not_reach => Keyword("do not reach"),
        Rule::cannot_reach => Keyword("cannot reach"),
        Rule::could_not_reach => Keyword("could not reach"),
        Rule::who => Keyword("who"),
        Rule::asker | Rule::kw_which => Keyword("which"),
        Rule::anyone | Rule::kw_what => Keyword("what"),
        Rule::auxiliary => Keyword("does"),
        Rule::infinitive => Keyword("reach"),
        Rule::kw_all => Keyword("all"),
        Rule::kw_no => Keyword("no"),
        Rule::relation => Keyword("in"),
        Rule::why | Rule::head_why => Keyword("why"),
        Rule::ways | Rule::head_ways => Keyword("how many ways"),
        Rule::paths | Rule::head_paths => Keyword("shortest path from"),
        Rule::modal | Rule::does => Keyword("does"),
        Rule::can => Keyword("can"),
        Rule::could => Keyword("could"),
        Rule::can_not => Keyword("cannot"),
        Rule::does_not | Rule::could_not => Silent,
        Rule::kw_not => Keyword("not"),
        Rule::kw_from => Keyword("from"),
        Rule::kw_to => Keyword("to"),
        // Clauses.
        Rule::as_clause | Rule::kw_as => Keyword("as"),
        Rule::by_clause | Rule::by_part | Rule::kw_by => Keyword("by"),
        Rule::not_by_clause | Rule::kw_not_by => Keyword("not by"),
        Rule::via_clause | Rule::kw_via => Keyword("via"),
        Rule::directly_clause | Rule::kw_directly => Keyword("directly"),
        Rule::with_clause | Rule::kw_with => Keyword("with"),
        Rule::phrases | Rule::phrase | Rule::phrase_words => {
            Thing("a name, in quotes or in plain words")
        }
        // Words that join.
        Rule::kw_or => Keyword("or"),
        Rule::kw_and => Keyword("and"),
        Rule::kw_except => Keyword("except"),
        Rule::where_part | Rule::where_stage | Rule::kw_where => Keyword("where"),
        Rule::kw_in => Keyword("in"),
        Rule::kw_directly_in => Keyword("directly in"),
        Rule::kw_owned_by => Keyword("owned by"),
        Rule::kw_containing => Keyword("containing"),
        Rule::kw_owning => Keyword("owning"),
        Rule::kw_assigned_to => Keyword("assigned to"),
        Rule::kw_reaching => Keyword("reaching"),
        Rule::kw_reached_by => Keyword("reached by"),
        Rule::kw_under => Keyword("under"),
        Rule::kw_matching => Keyword("matching"),
        // Stages.
        Rule::project_stage | Rule::kw_project => Keyword("project"),
        Rule::extend_stage | Rule::kw_extend => Keyword("extend"),
        Rule::summarize_stage | Rule::kw_summarize => Keyword("summarize"),
        Rule::sort_stage | Rule::kw_sort => Keyword("sort by"),
        Rule::kw_order => Keyword("order by"),
        Rule::top_stage | Rule::kw_top => Keyword("top"),
        Rule::take_stage | Rule::kw_take => Keyword("take"),
        Rule::kw_limit => Keyword("limit"),
        Rule::distinct_stage | Rule::kw_distinct => Keyword("distinct"),
        Rule::count_stage | Rule::kw_count => Keyword("count"),
        Rule::project_away_stage | Rule::kw_project_away => Keyword("project-away"),
        Rule::project_keep_stage | Rule::kw_project_keep => Keyword("project-keep"),
        Rule::project_rename_stage | Rule::kw_project_rename => Keyword("project-rename"),
        Rule::project_reorder_stage | Rule::kw_project_reorder => Keyword("project-reorder"),
        Rule::mv_expand_stage | Rule::kw_mv_expand => Keyword("mv-expand"),
        Rule::join_stage | Rule::kw_join => Keyword("join"),
        Rule::union_stage | Rule::kw_union => Keyword("union"),
        Rule::render_stage | Rule::kw_render => Keyword("render"),
        Rule::kw_on => Keyword("on"),
        Rule::type_of => Keyword("to typeof("),
        Rule::kw_typeof => Keyword("typeof"),
        Rule::subquery => Thing("a query in parentheses"),
        Rule::patterns | Rule::pattern | Rule::wildcard => Thing("a column"),
        Rule::expansions | Rule::expansion => Thing("a list"),
        Rule::join_keys | Rule::join_key | Rule::side => Thing("a column"),
        Rule::kw_asc => Keyword("asc"),
        Rule::kw_desc => Keyword("desc"),
        Rule::kw_nulls => Keyword("nulls"),
        Rule::kw_first => Keyword("first"),
        Rule::kw_last => Keyword("last"),
        Rule::items | Rule::item | Rule::sort_keys | Rule::sort_key => Thing("a column"),
        Rule::item_name | Rule::column | Rule::bracket | Rule::identifier => Thing("a column"),
        // Expressions.
        Rule::where_predicate | Rule::expression | Rule::conjunction | Rule::group => {
            Thing("a predicate")
        }
        Rule::test | Rule::tested | Rule::comparison => Thing("a comparison"),
        Rule::sum | Rule::product | Rule::atom | Rule::literal => Thing("a value"),
        Rule::call | Rule::function => Thing("a function"),
        Rule::in_tail | Rule::in_operator => Keyword("in"),
        Rule::between_tail | Rule::between_operator => Keyword("between"),
        Rule::binary_tail | Rule::operator | Rule::word_operator => {
            Thing("an operator such as `==`")
        }
        Rule::integer | Rule::real | Rule::negative | Rule::opposite => Thing("a number"),
        Rule::string | Rule::verbatim => Thing("a string in quotes"),
        Rule::boolean => Thing("`true` or `false`"),
        Rule::duration => Thing("a duration such as `90d`"),
        Rule::datetime | Rule::kw_datetime => Thing("a date such as `datetime(2025-01-31)`"),
        Rule::close => Keyword(")"),
        // Parts of the above.
        Rule::query
        | Rule::question
        | Rule::subject
        | Rule::every
        | Rule::clause
        | Rule::set_operator => Silent,
        Rule::primary | Rule::bare | Rule::described_word | Rule::article | Rule::lone_operand => {
            Silent
        }
        Rule::plural_text | Rule::singular_text | Rule::stage | Rule::assign_tail => Silent,
        Rule::add_operator | Rule::multiply_operator | Rule::exponent | Rule::datetime_text => {
            Silent
        }
        Rule::duration_number | Rule::duration_unit | Rule::identifier_char => Silent,
        Rule::double_text | Rule::single_text | Rule::verbatim_double | Rule::verbatim_single => {
            Silent
        }
        Rule::line_end
        | Rule::word
        | Rule::word_char
        | Rule::end
        | Rule::sp
        | Rule::domain
        | Rule::hex => Silent,
        Rule::path_char
        | Rule::space
        | Rule::comment
        | Rule::opening_comment
        | Rule::WHITESPACE
        | Rule::EOI
        | Rule::reserved => Silent,
        Rule::kw_every | Rule::quantifier => Silent,
        Rule::yes_no | Rule::what_can | Rule::which_can => Silent,
        Rule::table | Rule::head_table => Silent,
        // Mistakes and what makes them up.
        Rule::missing | Rule::unclosed | Rule::leftover | Rule::inner_leftover | Rule::rest => {
            Silent
        }
        Rule::junk | Rule::junk_group | Rule::open | Rule::tokens | Rule::token | Rule::symbol => {
            Silent
        }
        Rule::stray | Rule::unclosed_string | Rule::bad_number | Rule::unknown_stage => Silent,
        // Not built yet.
        Rule::pair => Silent,
        Rule::binding | Rule::kw_let => Keyword("let"),
        Rule::binding_name | Rule::binding_noun => Thing("a name for a set"),
        Rule::binding_rest | Rule::definitions => Silent,
        Rule::binding_end => Keyword(";"),
        Rule::parameter => Thing("a parameter such as `$name`"),
        Rule::tier_zero | Rule::kw_tier_zero => Keyword("tier zero"),
        Rule::not_via_clause | Rule::kw_not_via => Keyword("not via"),
        Rule::only_via_clause | Rule::kw_only_via => Keyword("only via"),
        Rule::within_clause | Rule::kw_within => Keyword("within"),
        Rule::kw_hops => Keyword("hops"),
        Rule::without_clause | Rule::kw_without => Keyword("without"),
        Rule::blocked_clause | Rule::kw_unless_blocked => Silent,
        Rule::later_operator | Rule::later_inner => Silent,
        // Settings and signs within a stage or an expression.
        Rule::expand_option | Rule::expand_setting | Rule::option | Rule::setting => Silent,
        Rule::known_stage | Rule::inner_stage | Rule::unknown_inner => Silent,
        Rule::left_side | Rule::right_side | Rule::argument | Rule::everything => Silent,
        Rule::indexed | Rule::subscript => Silent,
    }
}
