import community.languages
import django.db.models.deletion
import django.utils.timezone
import profiles.people.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('community', '0001_initial'),
        ('profiles', '0001_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerHandle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handle', models.CharField(max_length=40, unique=True)),
                ('given_up_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_handles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'former handle',
                'verbose_name_plural': 'former handles',
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', community.languages.LanguageField(choices=[('en', 'English'), ('cy', 'Cymraeg'), ('gd', 'Gàidhlig')], default='en', max_length=2, verbose_name='language I write in here')),
                ('pronouns', models.CharField(blank=True, max_length=40, verbose_name='pronouns')),
                ('headline', models.CharField(blank=True, max_length=120, verbose_name='headline')),
                ('about', models.TextField(blank=True, max_length=3000, verbose_name='about me')),
                ('sector', models.CharField(blank=True, choices=[('council', 'Local council'), ('health', 'Health and care'), ('third-sector', 'Third sector'), ('community', 'Community or lived experience'), ('housing', 'Housing'), ('education', 'Education'), ('government', 'Government and public bodies'), ('research', 'Research'), ('freelance', 'Freelance')], max_length=14, verbose_name='sector')),
                ('organisation', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('offers', models.TextField(blank=True, max_length=1000, verbose_name='what I can offer')),
                ('asks', models.TextField(blank=True, max_length=1000, verbose_name='what I am looking for')),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('audience_listed', profiles.people.models.AudienceField(default='members')),
                ('audience_picture', profiles.people.models.AudienceField(default='members')),
                ('audience_pronouns', profiles.people.models.AudienceField(default='members')),
                ('audience_headline', profiles.people.models.AudienceField(default='members')),
                ('audience_about', profiles.people.models.AudienceField(default='members')),
                ('audience_area', profiles.people.models.AudienceField(default='members')),
                ('audience_sector', profiles.people.models.AudienceField(default='members')),
                ('audience_organisation', profiles.people.models.AudienceField(default='members')),
                ('audience_offers', profiles.people.models.AudienceField(default='members')),
                ('audience_asks', profiles.people.models.AudienceField(default='members')),
                ('audience_topics', profiles.people.models.AudienceField(default='members')),
                ('audience_networks', profiles.people.models.AudienceField(default='members')),
                ('sort_name', models.CharField(blank=True, editable=False, max_length=160)),
                ('words_public', models.TextField(blank=True, editable=False)),
                ('words_members', models.TextField(blank=True, editable=False)),
                ('words_networks', models.TextField(blank=True, editable=False)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.area', verbose_name='area')),
                ('topics', models.ManyToManyField(blank=True, related_name='+', to='community.topic', verbose_name='topics')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'profile',
                'verbose_name_plural': 'profiles',
                'ordering': ['sort_name', 'pk'],
                'indexes': [models.Index(fields=['sort_name', 'id'], name='profiles_by_name'), models.Index(fields=['area'], name='profiles_of_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sector', ''), ('sector__in', ['council', 'health', 'third-sector', 'community', 'housing', 'education', 'government', 'research', 'freelance']), _connector='OR'), name='profile_sector_is_known'), models.CheckConstraint(condition=models.Q(('audience_listed__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_listed_is_known'), models.CheckConstraint(condition=models.Q(('audience_picture__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_picture_is_known'), models.CheckConstraint(condition=models.Q(('audience_pronouns__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_pronouns_is_known'), models.CheckConstraint(condition=models.Q(('audience_headline__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_headline_is_known'), models.CheckConstraint(condition=models.Q(('audience_about__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_about_is_known'), models.CheckConstraint(condition=models.Q(('audience_area__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_area_is_known'), models.CheckConstraint(condition=models.Q(('audience_sector__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_sector_is_known'), models.CheckConstraint(condition=models.Q(('audience_organisation__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_organisation_is_known'), models.CheckConstraint(condition=models.Q(('audience_offers__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_offers_is_known'), models.CheckConstraint(condition=models.Q(('audience_asks__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_asks_is_known'), models.CheckConstraint(condition=models.Q(('audience_topics__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_topics_is_known'), models.CheckConstraint(condition=models.Q(('audience_networks__in', ['public', 'members', 'networks', 'only_me'])), name='profile_audience_networks_is_known')],
            },
        ),
    ]
